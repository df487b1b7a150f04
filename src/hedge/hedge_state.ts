import type { FirstByteTimes } from "../cutoff/first_byte_times.ts";
import type { HedgeBudget } from "./hedge_budget.ts";

/** What a policy knows about an origin. */
export interface HedgeState {
  /** Its first-byte times, without attempts that had none: a dead one looks like a slow one. */
  readonly times: FirstByteTimes;
  /** Budget for extra attempts. */
  readonly budget: HedgeBudget;
  /**
   * Milliseconds after which the next attempt starts beside `running` others; `undefined` while too few times are
   * known.
   */
  after(running: number): number | undefined;
}
