import { Timer } from "./timer.ts";

/** A timer that aborts a signal of its own. The signal that fired tells which clock ran out. */
export class Clock {
  /** Limit in milliseconds, or `false` for none. */
  readonly limit: number | false;
  /** Aborts when the limit is reached; `undefined` without a limit. */
  readonly signal: AbortSignal | undefined;
  readonly #timer: Timer;

  /**
   * @param limit Limit in milliseconds; `0` or `false` for none.
   * @param reason Returns the reason of the abort. It's called once, with the limit, when that is reached.
   * @param unref Whether the process may exit while it runs, if the runtime supports that.
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

  /** Pauses it. The next start continues from there. */
  rest(): void {
    if (this.limit) this.#timer.rest();
  }

  /** Stops it. The next start begins at zero. */
  reset(): void {
    if (this.limit) this.#timer.reset();
  }

  /** Stops it, and frees its timer. */
  stop(): void {
    if (this.limit) this.#timer.stop();
  }
}
