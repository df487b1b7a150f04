/** More than any program needs whose own `fetch` calls the one that it was given to. */
const DEEPEST = 10;

/**
 * Knows the calls of one `fetch` that its own dispatches make. Where the `fetch` underneath leads back to it, they have no
 * end: each has the signal of a dispatch of the one before.
 */
export class Nesting {
  readonly #depths = new WeakMap<AbortSignal, number>();

  /** Whether a call is the last of so many that it's taken for one of an endless chain. */
  isEndless(signal: AbortSignal | null | undefined): boolean {
    return this.#depthOf(signal) >= DEEPEST;
  }

  /**
   * Adds a dispatch.
   *
   * @param signal The signal of the dispatch.
   * @param caller The signal of the call that it belongs to.
   */
  add(signal: AbortSignal, caller: AbortSignal | null | undefined): void {
    this.#depths.set(signal, this.#depthOf(caller) + 1);
  }

  #depthOf(signal: AbortSignal | null | undefined): number {
    return signal && this.#depths.get(signal) || 0;
  }
}
