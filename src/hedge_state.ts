import type { FetchRequest } from "./fetch_request.ts";
import { createFirstByteTimes, type FirstByteTimes } from "./first_byte_times.ts";
import { createHedgeBudget, type HedgeBudget } from "./hedge_budget.ts";
import type { HedgeTools } from "./hedged_loop.ts";
import type { HedgeOptions } from "./options.ts";

/** What is known of an origin that is hedged. */
export interface HedgeState {
  /** Its first-byte times; attempts without a first byte are left out, since nobody knows a dead one from a slow one. */
  readonly times: FirstByteTimes;
  /** What is left for extra attempts. */
  readonly budget: HedgeBudget;
}

const MOST_ORIGINS = 256;
const FEWEST_TIMES = 20;
const states = new WeakMap<HedgeOptions, Map<string, HedgeState>>();

/**
 * Returns what is known of a request's origin under these options, which each have a memory of their own.
 *
 * @throws {TypeError | RangeError} If an option is of the wrong type or out of range.
 */
export function hedgeState(options: HedgeOptions, request: FetchRequest, tools: HedgeTools): HedgeState {
  const origins = states.get(options) ?? firstUse(options, tools);
  const { origin } = new URL(request.url);
  const state = origins.get(origin) ??
    { times: createFirstByteTimes(), budget: createHedgeBudget(options.budget ?? 0.25) };
  // Least recently used first: an origin that nobody asks makes room for a new one.
  origins.delete(origin);
  origins.set(origin, state);
  const [oldest] = origins.keys();
  if (origins.size > MOST_ORIGINS && oldest !== undefined) origins.delete(oldest);
  return state;
}

// Checked here, on its first use, since what does not hedge need not carry the check.
function firstUse(options: HedgeOptions, { refuse }: HedgeTools): Map<string, HedgeState> {
  const { after, budget = 0 } = options;
  const isPercentile = typeof after === "string" && /^p\d\d?(\.\d+)?$/.test(after);
  if (!isPercentile && !(Number.isFinite(after) && Number(after) >= 0)) {
    refuse("hedge.after", 'a number of milliseconds ≥ 0 or a percentile like "p95"', after);
  }
  if (!(budget >= 0)) refuse("hedge.budget", "a number ≥ 0", budget);
  const origins = new Map<string, HedgeState>();
  states.set(options, origins);
  return origins;
}

/** Returns the milliseconds after which the next attempt starts, or `undefined` while too little is known. */
export function hedgeAfter({ after }: HedgeOptions, times: FirstByteTimes): number | undefined {
  if (typeof after === "number") return after;
  return times.size() < FEWEST_TIMES ? undefined : times.quantile(Number(after.slice(1)) / 100);
}
