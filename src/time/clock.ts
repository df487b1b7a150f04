import { Timer } from "./timer.ts";

/** A timer that aborts a signal of its own. The signal that fired tells which clock ran out. */
export class Clock {
  /** Milliseconds that it may run, or `false` for no limit. */
  readonly limit: number | false;
  /** Aborts when the limit is reached; `undefined` where there is none. */
  readonly signal: AbortSignal | undefined;
  readonly #timer: Timer;

  /**
   * @param limit Milliseconds that it may run; `0` or `false` for no limit.
   * @param reason Returns what the signal aborts with; it is called once, with the limit, when that is reached.
   * @param unref Whether the process may end while it runs, where the runtime can tell.
   */
  constructor(limit: number | false, reason: (limit: number) => unknown, unref?: boolean) {
    this.limit = limit || false;
    const controller = limit ? new AbortController() : undefined;
    this.signal = controller?.signal;
    this.#timer = new Timer(this.limit, (limit) => controller?.abort(reason(limit)), unref);
  }

  /** Whether the limit was reached. */
  get expired(): boolean {
    return this.signal?.aborted === true;
  }

  /** Starts it, unless it runs or has run out. */
  start(): void {
    if (this.limit && !this.expired) this.#timer.start();
  }

  /** Halts it; it goes on from there. */
  rest(): void {
    if (this.limit) this.#timer.rest();
  }

  /** Halts it; it begins anew. */
  reset(): void {
    if (this.limit) this.#timer.reset();
  }

  /** Halts it, and frees its timer. */
  stop(): void {
    if (this.limit) this.#timer.stop();
  }
}
