import type { Call } from "./call.ts";
import type { HedgeTools } from "./hedged_loop.ts";
import type { FetchObserverEvent } from "./observer.ts";

/** How a contender ended. */
export interface Outcome {
  readonly contender: Contender;
  readonly response?: Response;
  /** Milliseconds until another may start, where it was lost to a stall, an error or a status. */
  readonly delay?: number;
  /** What it failed with. */
  readonly error?: unknown;
}

/** One of several attempts that run at once. */
export interface Contender {
  /** Resolves however it ended; never rejects. */
  readonly outcome: Promise<Outcome>;
  /** Aborts it, since another had the first byte. */
  lose(): void;
}

/** What a contender is told. */
export interface ContenderOptions {
  /** Number of the attempt, from `1`. */
  number: number;
  /** Whether it was started while another still ran. */
  hedge: boolean;
  /** How to attempt. */
  tools: HedgeTools;
  /** Is called in the turn in which its first byte is in, with the milliseconds that took. */
  onFirstByte: (contender: Contender, elapsed: number) => void;
}

/**
 * Starts an attempt that can lose to another: it runs on a call of its own,
 * which is the given one but for one more signal, and an observer that hears
 * nothing more once it has lost.
 */
export function contend(call: Call, { number, hedge, tools, onFirstByte }: ContenderOptions): Contender {
  const controller = new AbortController();
  const lost = controller.signal;
  const startedAt = performance.now();
  let cutoff: number | false = false;

  const own: Call = {
    ...call,
    signal: tools.anySignal(lost, call.signal),
    tell: observe,
    record: (record) => lost.aborted ? undefined : call.record({ ...record, hedge }),
  };

  function observe(event: FetchObserverEvent): void {
    if (lost.aborted) return;
    if (event.type === "attempt") cutoff = event.cutoff;
    if (event.type === "firstbyte") onFirstByte(contender, event.elapsed);
    call.tell(event.type === "attempt" ? { ...event, hedge } : event);
  }

  function lose(): void {
    if (lost.aborted) return;
    const elapsed = performance.now() - startedAt;
    call.record({ attempt: number, cutoff, elapsed, outcome: "lost", hedge });
    call.tell({ attempt: number, type: "lost", elapsed });
    controller.abort(new DOMException("Another attempt had the first byte", "AbortError"));
  }

  const outcome = tools.attempt(own, number).then(
    (result): Outcome =>
      typeof result === "number" ? { contender, delay: result, error: own.lastError } : { contender, response: result },
    (error): Outcome => ({ contender, error }),
  );
  const contender: Contender = { outcome, lose };
  return contender;
}
