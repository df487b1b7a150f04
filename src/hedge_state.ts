import type { Call } from "./call.ts";
import { createFirstByteTimes, type FirstByteTimes } from "./first_byte_times.ts";
import { createHedgeBudget, type HedgeBudget } from "./hedge_budget.ts";
import type { HedgeOptions } from "./hedge_options.ts";
import { received } from "./received.ts";
import { remember } from "./remember.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/** What is known of an origin that is hedged. */
export interface HedgeState {
  /** Its first-byte times; attempts without a first byte are left out, since nobody knows a dead one from a slow one. */
  readonly times: FirstByteTimes;
  /** What is left for extra attempts. */
  readonly budget: HedgeBudget;
}

const FEWEST_TIMES = 20;
const HASTE = 0.7;
// What replaces the dead ones where one connection in five is dead.
const BUDGET = 0.25;
// By the `fetch` underneath, then by options and origin. Not by the options object: where a call brings its own, each
// would begin with a whole burst, and the budget would bound nothing.
const states = new WeakMap<UnderlyingFetch, Map<string, HedgeState>>();

/**
 * Returns what is known of a call's origin; all who hedge it alike, through the same `fetch`, share that.
 *
 * @throws {TypeError | RangeError} If an option is of the wrong type or out of range.
 */
export function hedgeState(options: HedgeOptions, call: Call): HedgeState {
  const { after, budget = BUDGET } = options;
  // Checked here, since what does not hedge need not carry the check.
  const isPercentile = typeof after === "string" && /^p\d\d?(\.\d+)?$/.test(after) && percentile(after) > 0;
  if (!isPercentile && !(Number.isFinite(after) && Number(after) >= 0)) {
    refuse("hedge.after", 'a number of milliseconds ≥ 0 or a percentile between "p0" and "p100", like "p95"', after);
  }
  if (typeof budget !== "number" || !(budget >= 0)) refuse("hedge.budget", "a number ≥ 0", budget);
  const fetch = call.options.fetch ?? globalThis.fetch;
  const known = states.get(fetch) ?? new Map<string, HedgeState>();
  states.set(fetch, known);
  const key = `${after} ${budget} ${new URL(call.request.url).origin}`;
  const state = known.get(key) ?? { times: createFirstByteTimes(), budget: createHedgeBudget(budget) };
  remember(known, key, state);
  return state;
}

/**
 * Returns the milliseconds after which the next attempt starts, or `undefined` while too little is known.
 *
 * By a percentile, each further one waits less for the next: of two silent
 * connections the second is no likelier to be dead than the first was, but few
 * calls come that far, so that haste costs little there and shortens the tail.
 *
 * @param options When to start it.
 * @param times The first-byte times of the origin.
 * @param running How many attempts run.
 */
export function hedgeAfter({ after }: HedgeOptions, times: FirstByteTimes, running: number): number | undefined {
  if (typeof after === "number") return after;
  const time = times.size() < FEWEST_TIMES ? undefined : times.quantile(percentile(after) / 100);
  return time && time * HASTE ** (running - 1);
}

function percentile(after: string): number {
  return Number(after.slice(1));
}

function refuse(name: string, accepts: string, value: unknown): never {
  // What looks like a percentile is no secret.
  const got = typeof value === "string" && /^p[\d.-]{1,8}$/.test(value) ? value : received(value);
  const message = `Cannot use ${name}: expected ${accepts}, got ${got}`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}
