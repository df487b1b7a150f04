import { now, startTimer } from "./timer.ts";

/**
 * A signal that aborts when an upstream made no progress for too long, counted
 * only while a read waits on it: a slow consumer is not the upstream's silence.
 *
 * One timer serves many chunks. It is let run, and looks when it fires at how
 * much of its time was silence.
 */
export class StaleClock {
  readonly #controller = new AbortController();
  readonly #cutoff: number;
  readonly #reason: () => unknown;
  #silence = 0;
  #waitingSince: number | undefined;
  #stop: (() => void) | undefined;

  /**
   * @param cutoff Milliseconds of silence, above `0`.
   * @param reason Makes what the signal aborts with.
   */
  constructor(cutoff: number, reason: () => unknown) {
    this.#cutoff = cutoff;
    this.#reason = reason;
  }

  /** Aborts with the reason when the silence was too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A read begins to wait. */
  wait(): void {
    this.#waitingSince = now();
    if (!this.#stop) this.#arm(this.#cutoff - this.#silence);
  }

  /** The read was answered, with progress or with none. */
  hear(progress: boolean): void {
    if (progress) this.#silence = 0;
    else if (this.#waitingSince !== undefined) this.#silence += now() - this.#waitingSince;
    this.#waitingSince = undefined;
  }

  /** Stops for good. */
  stop(): void {
    this.#waitingSince = undefined;
    this.#stop?.();
  }

  #arm(ms: number): void {
    // A read that waits keeps the process alive by itself; a reader that left must not.
    this.#stop = startTimer(Math.max(0, ms), () => this.#look(), { unref: true });
  }

  #look(): void {
    this.#stop = undefined;
    if (this.#waitingSince === undefined) return;
    const left = this.#cutoff - this.#silence - (now() - this.#waitingSince);
    if (left > 0) this.#arm(left);
    else this.#controller.abort(this.#reason());
  }
}
