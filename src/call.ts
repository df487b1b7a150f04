import { anySignal } from "./any_signal.ts";
import { type AttemptRecord, TimeoutError, type TimeoutPhase } from "./errors.ts";
import { type FetchEventDetail, notify } from "./observer.ts";
import type { FetchRequest } from "./request/fetch_request.ts";
import type { CutoffFunction, ResolvedOptions } from "./options.ts";
import type { ReplayableRequest } from "./replayable_request.ts";
import { createTimer, type Timer } from "./timer.ts";

/** What the attempts of one `fetch` call share. */
export interface Call {
  readonly request: ReplayableRequest;
  readonly options: ResolvedOptions;
  /** When it began, on the clock of `performance`. */
  readonly began: number;
  /** Counts the time of everything from then on, where that has a limit. */
  readonly total: Timer | undefined;
  /** Aborts when the call is to end, whatever the attempt: by the caller, or by the total time. */
  readonly signal: AbortSignal | null | undefined;
  /** The attempts that have an outcome, in order. */
  readonly attempts: AttemptRecord[];
  /** Whether its attempts wait for their first byte, and may be followed by another. */
  guarded: boolean;
  /** Points an attempt at its target, where that differs from the request's own. */
  aim?(attempt: number): ReplayableRequest;
  /** Reads the wait that a response asks for, where some statuses are sent again. */
  retryAfter?(headers: Headers): number | undefined;
  /** Number of the attempt that was started last, from `1`. */
  attempt: number;
  /** What the last lost attempt failed with. */
  cause?: unknown;
  /** Tells the caller's observer, if there is one, of the last attempt unless the event names another. */
  tell(event: FetchEventDetail & { readonly attempt?: number }): void;
  /** Adds an attempt, and the request that it sent, to the records. */
  record(record: AttemptRecord, request: FetchRequest): void;
  /** Makes the error of a timer that ran out. */
  timeout(phase: TimeoutPhase, cutoff: number): TimeoutError;
}

/** Begins a call: the time for everything runs from here on. */
export function createCall(request: ReplayableRequest, options: ResolvedOptions): Call {
  const { totalTimeout, onEvent } = options;
  const { signal } = request.init;
  const attempts: AttemptRecord[] = [];
  const controller = totalTimeout ? new AbortController() : undefined;
  const total = controller &&
    createTimer(totalTimeout, (cutoff) => controller.abort(call.timeout("total", cutoff)), true);
  const call: Call = {
    request,
    options,
    began: performance.now(),
    total,
    signal: controller ? anySignal(controller.signal, signal) : signal,
    attempts,
    guarded: false,
    attempt: 0,
    tell: (event) => onEvent && notify(onEvent, { attempt: call.attempt, ...event }),
    record(record, sent) {
      attempts.push(record);
      // A number, or `false`, has nothing to learn.
      notify(() => (options.ttfbTimeout as Partial<CutoffFunction> | undefined)?.learn?.(sent, record));
    },
    timeout(phase, cutoff) {
      return new TimeoutError({
        phase,
        cutoff,
        attempts: [...attempts],
        note: phase === "ttfb" ? request.once : undefined,
        cause: call.cause,
      });
    },
  };
  total?.run();
  return call;
}
