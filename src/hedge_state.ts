import type { FetchRequest } from "./fetch_request.ts";
import { createFirstByteTimes, type FirstByteTimes } from "./first_byte_times.ts";
import { createHedgeBudget, type HedgeBudget } from "./hedge_budget.ts";
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

/** Returns what is known of a request's origin under these options, which each have a memory of their own. */
export function hedgeState(options: HedgeOptions, request: FetchRequest): HedgeState {
  const origins = states.get(options) ?? new Map<string, HedgeState>();
  states.set(options, origins);
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

/** Returns the milliseconds after which the next attempt starts, or `undefined` while too little is known. */
export function hedgeAfter({ after }: HedgeOptions, times: FirstByteTimes): number | undefined {
  if (typeof after === "number") return after;
  return times.size() < FEWEST_TIMES ? undefined : times.quantile(Number(after.slice(1)) / 100);
}
