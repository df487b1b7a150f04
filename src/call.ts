import { anySignal } from "./any_signal.ts";
import { Deadline } from "./deadline.ts";
import { type AttemptRecord, TimeoutError } from "./errors.ts";
import { type FetchObserverEvent, notify } from "./observer.ts";
import type { CutoffContext, ResolvedOptions } from "./options.ts";
import type { ReplayableRequest } from "./replayable_request.ts";
import { now } from "./timer.ts";

/** What the attempts of one `fetch` call share. */
export class Call {
  readonly request: ReplayableRequest;
  readonly options: ResolvedOptions;
  /** Aborts when the time for everything is up. */
  readonly total: AbortSignal | undefined;
  /** The attempts made so far, in order. */
  readonly records: AttemptRecord[] = [];
  /** What the last lost attempt failed with. */
  lastError: unknown;
  readonly #startedAt = now();
  #signal: AbortSignal | undefined;
  readonly #deadline: Deadline | undefined;

  constructor(request: ReplayableRequest, options: ResolvedOptions) {
    this.request = request;
    this.options = options;
    const cutoff = options.totalTimeout;
    if (!cutoff) return;
    this.#deadline = new Deadline();
    this.#deadline.start(cutoff, () => new TimeoutError({ phase: "total", cutoff, attempts: [...this.records] }));
    this.total = this.#deadline.signal;
  }

  /** Milliseconds since the call. */
  get elapsed(): number {
    return now() - this.#startedAt;
  }

  /** Aborts when the call is to end, whatever the attempt. */
  get signal(): AbortSignal {
    return this.#signal ??= anySignal(this.request.signal, this.total);
  }

  /** What a `ttfbTimeout` function is told of the call. */
  get context(): Omit<CutoffContext, "attempt"> {
    const { request, records } = this;
    return { request, bodyBytes: request.bodyBytes, previous: [...records] };
  }

  /** Throws the reason of whichever signal ended the call, the caller's first. */
  throwIfAborted(): void {
    this.request.signal?.throwIfAborted();
    this.total?.throwIfAborted();
  }

  /** Tells the call's observer. */
  notify(event: FetchObserverEvent): void {
    notify(this.options.onEvent, event);
  }

  /** Stops the clock. */
  end(): void {
    this.#deadline?.stop();
  }
}
