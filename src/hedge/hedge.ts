import type { AttemptHost } from "../attempt/attempt_host.ts";
import { remember } from "../cutoff/remember.ts";
import { createFirstByteTimes, type FirstByteTimes } from "../cutoff/first_byte_times.ts";
import { check, refuse } from "../checks/check.ts";
import { checkNames } from "../checks/check_names.ts";
import { createHedgeBudget } from "./hedge_budget.ts";
import type { HedgePolicy } from "../options/hedge_policy.ts";
import { HedgeRace } from "./hedge_race.ts";
import type { HedgeState } from "./hedge_state.ts";

/** Options for {@linkcode hedge}. */
export interface HedgeOptions {
  /**
   * When the next attempt starts: a number of milliseconds ≥ 0 without a first byte, where `0` starts all attempts at
   * once; or a percentile of the first-byte times of the origin, such as `"p95"` or `"p99.9"`, between `"p0"` and
   * `"p100"`. With a percentile, nothing is hedged until twenty times are known, and each further hedge of a call waits
   * 0.7 times as long as the one before.
   */
  after: number | `p${number}`;
  /**
   * Extra attempts per call to an origin, a number ≥ 0; `0` disables hedging. It keeps an outage from doubling its own
   * load. Ten extra attempts may come at once, and up to thirty are saved from calls that needed none. Retries count,
   * too. A hedge beyond the budget waits for later calls.
   *
   * If one connection in five is dead, retries alone take 0.25. With 0.34, the slowest answers are hedged, too.
   *
   * @default {0.25}
   */
  budget?: number | undefined;
}

const FEWEST_TIMES = 20;
const HASTE = 0.7;
const BUDGET = 0.25;

/**
 * Creates a policy that starts the next attempt while those before are still waiting. The first attempt that is
 * committed wins, and the others are aborted.
 *
 * The policy owns its budget and its first-byte times, by origin. Calls with the same policy share them. It remembers
 * the 256 most recently used origins.
 *
 * @param options When the next attempt starts, and the budget.
 * @returns A value for the `hedge` option.
 * @throws {TypeError | RangeError} If an option is unknown, of the wrong type or out of range.
 * @see {@link https://research.google/pubs/the-tail-at-scale/}
 *
 * @example A second attempt beside the slowest twentieth
 * ```ts
 * import { createFetch, hedge } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ hedge: hedge({ after: "p95" }) });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function hedge(options: HedgeOptions): HedgePolicy {
  check("hedge options", "an object", options);
  checkNames("hedge.", options, { after: true, budget: true });
  const { after, budget = BUDGET } = options;
  const isPercentile = typeof after === "string" && /^p\d\d?(\.\d+)?$/.test(after) && percentile(after) > 0;
  if (!isPercentile && !(Number.isFinite(after) && Number(after) >= 0)) {
    refuse("hedge.after", 'a number of milliseconds ≥ 0 or a percentile between "p0" and "p100", like "p95"', after);
  }
  if (typeof budget !== "number" || !(budget >= 0)) refuse("hedge.budget", "a number ≥ 0", budget);
  return new Hedging(after, budget);
}

class Hedging implements HedgePolicy {
  readonly #after: HedgeOptions["after"];
  readonly #budget: number;
  readonly #origins = new Map<string, HedgeState>();

  constructor(after: HedgeOptions["after"], budget: number) {
    this.#after = after;
    this.#budget = budget;
  }

  race(call: AttemptHost): Promise<Response> {
    return new HedgeRace(call, this.#stateOf(new URL(call.request.url).origin)).run();
  }

  #stateOf(origin: string): HedgeState {
    const state = this.#origins.get(origin) ?? this.#newState();
    remember(this.#origins, origin, state);
    return state;
  }

  #newState(): HedgeState {
    const times = createFirstByteTimes();
    const after = this.#after;
    return {
      times,
      budget: createHedgeBudget(this.#budget),
      after: (running) => typeof after === "number" ? after : afterPercentile(percentile(after), times, running),
    };
  }
}

/**
 * The second silent connection isn't likelier to be dead than the first was, but few calls come that far. Haste
 * costs little there, and shortens the tail.
 */
function afterPercentile(percent: number, times: FirstByteTimes, running: number): number | undefined {
  const time = times.size() < FEWEST_TIMES ? undefined : times.quantile(percent / 100);
  return time && time * HASTE ** (running - 1);
}

function percentile(after: string): number {
  return Number(after.slice(1));
}
