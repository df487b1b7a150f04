/**
 * Composes signals into one that aborts with the reason of whichever does first.
 * It hangs off its sources weakly: whoever needs it to fire has to hold it.
 *
 * @param signals The sources; `undefined` stands for one that never aborts.
 */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const present = signals.filter((signal) => signal !== undefined);
  const [only] = present;
  return only && present.length === 1 ? only : AbortSignal.any(present);
}
