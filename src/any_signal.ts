/**
 * Composes two signals into one that aborts with the reason of whichever does first.
 * It hangs off its sources weakly: whoever needs it to fire has to hold it.
 *
 * @param one A signal.
 * @param other Another, or `undefined` for one that never aborts.
 */
export function anySignal(one: AbortSignal, other: AbortSignal | null | undefined): AbortSignal {
  return other ? AbortSignal.any([one, other]) : one;
}
