/** Limits extra attempts to a share of the calls. */
export interface HedgeBudget {
  /** Counts a call. */
  earn(): void;
  /** Counts an extra attempt, whatever is left. */
  spend(): void;
  /** Whether an extra attempt is within the budget. */
  readonly affords: boolean;
  /** Calls back when it affords one again, in the order of the calls. Returns a function that cancels the callback. */
  wait(onAfford: () => void): () => void;
}

// Extra attempts that may come at once, before their share of calls was made. A share of 0 has none.
const BURST = 10;
// Dead connections come in runs, so calls without extra attempts save for the next run.
const MOST_SAVED = 30;
// Allows for rounding errors: ten times 0.1 isn't quite 1.
const SLACK = 1e-9;

/**
 * Creates a budget of `share` extra attempts per call, with a burst of ten, that saves up to thirty. In an outage,
 * every call would make a second attempt. The budget keeps the extra load at that share.
 *
 * @param share Extra attempts a call, ≥ 0.
 */
export function createHedgeBudget(share: number): HedgeBudget {
  let left = share && BURST;
  const waiting = new Set<() => void>();
  const budget: HedgeBudget = {
    earn() {
      left = Math.min(MOST_SAVED, left + share);
      // Each callback spends one, but only in a later turn.
      for (const longest of [...waiting].slice(0, Math.max(0, Math.floor(left + SLACK)))) {
        waiting.delete(longest);
        longest();
      }
    },
    spend() {
      left = Math.max(-BURST, left - 1);
    },
    get affords() {
      return left > 1 - SLACK;
    },
    wait(onAfford) {
      const run = () => onAfford();
      waiting.add(run);
      return () => waiting.delete(run);
    },
  };
  return budget;
}
