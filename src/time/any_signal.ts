/**
 * Composes signals into one that aborts with the first of them, with the same reason.
 *
 * The sources hold the composed signal weakly, so the caller has to keep a reference to it.
 *
 * @param signals The signals. `undefined` and `null` never abort.
 * @returns The composed signal; `undefined` if nothing can abort it.
 */
export function anySignal(signals: readonly (AbortSignal | null | undefined)[]): AbortSignal | undefined {
  const sources = signals.filter((signal) => signal != null);
  return sources.length > 1 ? AbortSignal.any(sources) : sources[0];
}
