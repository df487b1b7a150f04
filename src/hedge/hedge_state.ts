import type { FirstByteTimes } from "../cutoff/first_byte_times.ts";
import type { HedgeBudget } from "./hedge_budget.ts";

/** What is known of an origin that is hedged. */
export interface HedgeState {
  /** Its first-byte times. Attempts without a first byte are left out: nobody knows a dead one from a slow one. */
  readonly times: FirstByteTimes;
  /** What is left for extra attempts. */
  readonly budget: HedgeBudget;
  /** Milliseconds after which the next attempt starts, while `running` run; `undefined` while too little is known. */
  after(running: number): number | undefined;
}
