import { startTimer } from "./timer.ts";

/** A signal that aborts when its time is up. */
export class Deadline {
  readonly #controller = new AbortController();
  #stop: (() => void) | undefined;

  /** Aborts with the reason of what ran out. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the clock; `reason` is asked for when it runs out. */
  start(ms: number, reason: () => unknown): void {
    this.#stop = startTimer(ms, () => this.abort(reason()));
  }

  /** Stops the clock: the time is no longer counted. */
  stop(): void {
    this.#stop?.();
  }

  /** Aborts now, whatever the clock says. */
  abort(reason: unknown): void {
    this.stop();
    this.#controller.abort(reason);
  }
}
