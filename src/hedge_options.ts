/** Options for hedging: the next attempt starts while the one before still runs. */
export interface HedgeOptions {
  /**
   * Milliseconds ≥ 0 without a first byte after which the next attempt starts: `0`
   * starts all at once. Or a percentile of the first-byte times measured on that
   * origin, as `"p95"` or `"p99.9"`: above `"p0"`, which would hedge every call, and
   * below `"p100"`, which would wait for the slowest. By a percentile, nothing is
   * hedged until twenty times are known, and each further hedge of a call waits 0.7
   * times as long as the one before.
   */
  after: number | `p${number}`;
  /**
   * Extra attempts a call, as a share of the recent calls to that origin, with a
   * burst of ten, and up to thirty saved by calls that took none: an outage
   * cannot double its own load. Re-fetches count, too; a hedge beyond it waits
   * for later calls. `0` hedges nothing.
   *
   * Calls to one origin by the same `fetch` underneath, with the same options here,
   * share one budget and one record of times; the 256 that were used last are
   * remembered. Where one connection in five is dead, re-fetches alone take 0.25;
   * 0.34 leaves enough to hedge the slowest answers, too.
   *
   * @default {0.25}
   */
  budget?: number | undefined;
}
