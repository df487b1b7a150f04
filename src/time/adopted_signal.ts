/** Whether the platform composes signals; older ones, and what polyfills them, as in React Native, can't. */
export const canCompose: boolean = typeof AbortSignal === "function" && typeof AbortSignal.any === "function";

/** A caller's signal, or one that follows it where the platform couldn't compose that: a polyfill's. */
export class AdoptedSignal {
  /** What aborts when the caller's does. */
  readonly signal: AbortSignal | undefined;
  readonly #source: AbortSignal | undefined;
  readonly #controller: AbortController | undefined;
  readonly #onAbort = () => this.#controller?.abort(this.#source?.reason);

  /**
   * @param source The caller's signal, if there is one.
   * @param takesAny Whether the `fetch` underneath may take signals that the platform's doesn't.
   *
   * @throws {TypeError} If the platform's doesn't take it.
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
