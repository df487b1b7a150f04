/** Whether the platform has `AbortSignal.any`. Older ones, and polyfills such as React Native's, don't. */
export const canCompose: boolean = typeof AbortSignal === "function" && typeof AbortSignal.any === "function";

/** The caller's signal. If it's a polyfill, which the platform can't compose, a signal that follows it. */
export class AdoptedSignal {
  /** Aborts with the caller's signal. */
  readonly signal: AbortSignal | undefined;
  readonly #source: AbortSignal | undefined;
  readonly #controller: AbortController | undefined;
  readonly #onAbort = () => this.#controller?.abort(this.#source?.reason);

  /**
   * @param source The caller's signal, if there is one.
   * @param takesAny Whether the underlying `fetch` may accept signals that the platform's doesn't.
   *
   * @throws {TypeError} If the platform's `fetch` doesn't accept it.
   */
  constructor(source: AbortSignal | null | undefined, takesAny: boolean) {
    if (!source || source instanceof AbortSignal) {
      this.signal = source ?? undefined;
      return;
    }
    if (!takesAny) new Request("data:,", { signal: source });
    this.#source = source as AbortSignal;
    this.#controller = new AbortController();
    this.signal = this.#controller.signal;
    if (this.#source.aborted) this.#onAbort();
    else this.#source.addEventListener("abort", this.#onAbort);
  }

  /** Stops following. */
  release(): void {
    this.#source?.removeEventListener("abort", this.#onAbort);
  }
}
