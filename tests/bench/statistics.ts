/**
 * Returns the value below which a share of the samples lies.
 *
 * @param samples At least one number, in any order.
 * @param share From `0` to `1`.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new RangeError("Cannot take a quantile: expected samples, got none");
  return value;
}

/** Returns the middle of the samples. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * Returns the samples of one contender over those of another, round by round:
 * what slows the machine for a while slows both.
 */
export function ratios(samples: readonly number[], base: readonly number[]): number[] {
  return samples.map((sample, round) => sample / (base[round] ?? NaN));
}

/** Returns the median, and in brackets the range that the middle half of the samples lies in. */
export function withSpread(samples: readonly number[], digits = 2): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(samples, share).toFixed(digits));
  return `${middle} (${low}–${high})`;
}
