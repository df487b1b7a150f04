/** First-byte times of one back end. Recent ones count more. */
export interface FirstByteTimes {
  /**
   * Adds the time of an attempt.
   *
   * @param time Milliseconds until its first byte, or until it was given up on.
   * @param answered Whether the byte came; if not, its time is at least this long.
   */
  add(time: number, answered: boolean): void;
  /** Returns the number of attempts in the last hour, up to 256. */
  size(): number;
  /**
   * Returns the time within which a share of all attempts has its first byte.
   *
   * @param share The share, between `0` and `1`.
   * @returns Milliseconds; `undefined` if too many attempts were given up on.
   */
  quantile(share: number): number | undefined;
  /** Returns the longest time known, answered or not; `0` without any. */
  longest(): number;
}

interface Sample {
  readonly time: number;
  readonly answered: boolean;
  readonly at: number;
}

const HALF_LIFE = 10 * 60_000;
const LONGEST_MEMORY = 60 * 60_000;
const MOST_SAMPLES = 256;

/**
 * Creates an empty record of first-byte times.
 *
 * An attempt that was given up on took at least its time. A record without it would learn from the fast attempts alone.
 * The quantile is the Kaplan–Meier estimate: it counts such an attempt as waiting up to that point, and as unknown
 * after it. A sample's weight halves every ten minutes. The record holds the last 256 attempts of the last hour.
 *
 * @see {@link https://en.wikipedia.org/wiki/Kaplan%E2%80%93Meier_estimator}
 */
export function createFirstByteTimes(): FirstByteTimes {
  const samples: Sample[] = [];

  function forget(): void {
    const from = performance.now() - LONGEST_MEMORY;
    while (samples.length > MOST_SAMPLES || (samples[0]?.at ?? Infinity) < from) samples.shift();
  }

  return {
    add(time, answered) {
      samples.push({ time, answered, at: performance.now() });
      forget();
    },
    size() {
      forget();
      return samples.length;
    },
    quantile(share) {
      // If two times are equal, the unanswered attempt waited longer.
      const sorted = samples.toSorted((a, b) => a.time - b.time || Number(b.answered) - Number(a.answered));
      const now = performance.now();
      const weightOf = ({ at }: Sample) => 2 ** ((at - now) / HALF_LIFE);
      let waiting = samples.reduce((sum, sample) => sum + weightOf(sample), 0);
      let unanswered = 1;
      for (const sample of sorted) {
        const weight = weightOf(sample);
        if (sample.answered) unanswered *= Math.max(0, 1 - weight / waiting);
        // Allows for rounding errors in the sum.
        if (1 - unanswered >= share - 1e-9) return sample.time;
        waiting -= weight;
      }
      return undefined;
    },
    longest: () => samples.reduce((longest, { time }) => Math.max(longest, time), 0),
  };
}
