// A busy event loop runs its timers up to this many milliseconds late. A later timer means that the process was asleep.
const USUAL_LATENESS = 16;
// No runtime's timer fires earlier than this many milliseconds before its time.
const EARLIEST = 2;
const LONGEST_GRACE = 1_000;
// From 2 ** 31 on, `setTimeout` fires at once.
const LONGEST_DELAY = 2e9;

/**
 * A stopwatch with a limit. It isn't running at first.
 *
 * One `setTimeout` serves all starts: it isn't cleared while the stopwatch is paused. When it fires, the timer computes
 * what is left of the limit. If it fires late, the process or the machine was asleep, and bytes may already wait in the
 * socket. Then the timer adds the delay to the limit, once, up to a second.
 */
export class Timer {
  readonly #limit: number | false;
  readonly #expire: (limit: number) => void;
  readonly #unref: boolean;
  #ran = 0;
  #runningSince: number | undefined;
  #grace = 0;
  #handle: ReturnType<typeof setTimeout> | undefined;
  #due = 0;

  /**
   * @param limit Limit in milliseconds; `0` or `false` for none.
   * @param expire Is called once, with the limit, when that is reached.
   * @param unref Whether the process may exit while it runs, if the runtime supports that.
   */
  constructor(limit: number | false, expire: (limit: number) => void, unref = false) {
    this.#limit = limit;
    this.#expire = expire;
    this.#unref = unref;
  }

  /** Milliseconds that it has run, on a monotonic clock. */
  get elapsed(): number {
    return this.#runningSince === undefined ? this.#ran : this.#ran + performance.now() - this.#runningSince;
  }

  /** Starts it, unless it's running. */
  start(): void {
    this.#runningSince ??= performance.now();
    if (this.#limit && this.#handle === undefined) this.#arm(this.#limit - this.#ran);
  }

  /** Pauses it. The next start continues from there. */
  rest(): void {
    this.#ran = this.elapsed;
    this.#grace = 0;
    this.#runningSince = undefined;
  }

  /** Stops it, and resets it to zero. */
  reset(): void {
    this.#ran = 0;
    this.#grace = 0;
    this.#runningSince = undefined;
  }

  /** Stops it, and clears the timeout. */
  stop(): void {
    this.rest();
    // On Deno, `clearTimeout` without a handle is as slow as with one.
    if (this.#handle !== undefined) clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  #arm(ms: number): void {
    this.#due = performance.now() + Math.min(ms, LONGEST_DELAY);
    // Node 26 warns of a negative delay.
    this.#handle = setTimeout(() => this.#look(), Math.max(0, Math.min(ms, LONGEST_DELAY)));
    if (this.#unref) (this.#handle as { unref?: () => void }).unref?.();
  }

  #look(): void {
    this.#handle = undefined;
    if (this.#runningSince === undefined || !this.#limit) return;
    const early = this.#due - performance.now();
    // Some fake clocks, such as that of `node:test`, move the timers, but not `performance.now()`.
    if (early > EARLIEST) this.#ran += early;
    const late = this.elapsed - this.#limit - this.#grace;
    if (late < 0) return this.#arm(-late);
    if (late < USUAL_LATENESS || this.#grace) return this.#expire(this.#limit);
    // Once only, so that the limit still holds under a load that makes every timer late.
    this.#grace = late + Math.min(late, LONGEST_GRACE);
    this.#arm(this.#grace - late);
  }
}
