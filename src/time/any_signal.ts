/**
 * Composes signals into one that aborts with the reason of whichever aborts first.
 *
 * The composed signal hangs off its sources weakly: whoever needs it to fire has to hold it.
 *
 * @param signals The signals; `undefined` and `null` stand for one that never aborts.
 * @returns The composed signal; `undefined` where nothing can abort it.
 */
export function anySignal(signals: readonly (AbortSignal | null | undefined)[]): AbortSignal | undefined {
  const sources = signals.filter((signal) => signal != null);
  return sources.length > 1 ? AbortSignal.any(sources) : sources[0];
}
