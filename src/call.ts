import { type AttemptRecord, TimeoutError, type TimeoutPhase } from "./errors.ts";
import type { ResolvedOptions } from "./options.ts";
import type { ReplayableRequest } from "./replayable_request.ts";
import { createTimer, type Timer } from "./timer.ts";

/** What the attempts of one `fetch` call share. */
export interface Call {
  readonly request: ReplayableRequest;
  readonly options: ResolvedOptions;
  /** Counts the time of everything, from the call on. */
  readonly total: Timer;
  /** Abort when the call is to end, whatever the attempt: the caller's signal, and that of the total time. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** The attempts that have an outcome, in order. */
  readonly records: AttemptRecord[];
  /** Whether its attempts wait for their first byte, and may be followed by another. */
  guarded: boolean;
  /** What the last lost attempt failed with. */
  lastError?: unknown;
  /** Makes the error of a timer that ran out. */
  timeout(phase: TimeoutPhase, cutoff: number | false): TimeoutError;
  /** Throws the reason of whichever signal ended the call, the caller's first. */
  throwIfAborted(): void;
}

/** Begins a call: the time for everything runs from here on. */
export function createCall(request: ReplayableRequest, options: ResolvedOptions): Call {
  const { totalTimeout, retry } = options;
  const records: AttemptRecord[] = [];
  const controller = totalTimeout ? new AbortController() : undefined;
  const total = createTimer(totalTimeout, () => controller?.abort(call.timeout("total", totalTimeout)));
  const call: Call = {
    request,
    options,
    total,
    records,
    guarded: false,
    signals: [request.signal, controller?.signal],
    timeout(phase, cutoff) {
      const note = phase === "ttfb" && records.length < retry.maxAttempts ? request.once : undefined;
      return new TimeoutError({ phase, cutoff: Number(cutoff), attempts: [...records], note, cause: call.lastError });
    },
    throwIfAborted() {
      for (const signal of call.signals) signal?.throwIfAborted();
    },
  };
  total.run();
  return call;
}
