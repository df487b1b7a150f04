import type { ProxyOptions } from "../options/proxy_options.ts";
import type { UpstreamOption } from "../upstreams/mount_options.ts";
import { ExchangeLog } from "./exchange_log.ts";
import { SharedBreaker } from "./shared_breaker.ts";
import { isLearner, learnSample, sharedCutoff } from "./shared_cutoff.ts";
import { StateExchange, type StateExchangeOptions } from "./state_exchange.ts";

// A report must not open a breaker for longer.
const LONGEST_OPEN = 30_000;
// Reports are kept no longer, and those of hours are refused.
const LONGEST_TOLD = 10 * 60_000;
// A Durable Object handles about a thousand requests a second: each isolate sends it at most one in five seconds.
const PACE: ExchangePace = { interval: 5_000, timeout: 4_000 };

/** How often state is exchanged. */
export type ExchangePace = Pick<StateExchangeOptions, "interval" | "timeout">;

/** Options of a proxy that shares its breakers and its learned cutoff, and the exchange that shares them. */
export interface SharedOptions {
  readonly options: ProxyOptions;
  readonly exchange: StateExchange;
}

/**
 * Creates options with which a proxy shares its breakers, and its cutoff if that learns by origin.
 *
 * @param options The proxy's options.
 * @param pace How often state is exchanged.
 * @param report Is called after each exchange, with the reason of its failure, or with `undefined`.
 */
export function sharedOptions(
  options: ProxyOptions,
  pace: ExchangePace = PACE,
  report: StateExchangeOptions["report"] = new ExchangeLog().note,
): SharedOptions {
  const breakers = new Map<string, SharedBreaker>();
  const { fetch, onBreaker, breaker } = options;
  const cutoff = isLearner(fetch?.ttfbTimeout) ? fetch.ttfbTimeout : undefined;
  const longest = breaker && breaker.openFor || LONGEST_OPEN;
  const origins = originsOf(options.upstreams);

  const exchange = new StateExchange({
    ...pace,
    report,
    apply(entry) {
      if (entry.type === "breaker") breakers.get(entry.key)?.follow(entry);
      else if (cutoff && origins.has(entry.key)) learnSample(cutoff, entry);
    },
    // Without a network, every breaker opens: then no upstream answers.
    isReliable: ({ key }, at) => [...breakers].some(([other, one]) => other !== key && one.hasAnsweredSince(at)),
  });
  return {
    exchange,
    options: {
      ...options,
      fetch: cutoff ? { ...fetch, ttfbTimeout: sharedCutoff(cutoff, (sample) => exchange.add(sample)) } : fetch,
      onBreaker(key, breaker) {
        onBreaker?.(key, breaker);
        breakers.set(key, new SharedBreaker(breaker, longest));
        breaker.onChange((change) => {
          const openFor = change.open ? Math.min(Math.max(0, change.until - Date.now()), LONGEST_TOLD) : 0;
          exchange.add({ type: "breaker", key, openFor, since: 0 });
        });
      },
    },
  };
}

function originsOf(upstreams: ProxyOptions["upstreams"]): ReadonlySet<string> {
  const isOne = typeof upstreams === "string" || upstreams instanceof URL;
  const all: UpstreamOption[] = isOne ? [upstreams] : Object.values(upstreams).flat();
  const urls = all.map((one) => String(Object(one).url ?? one));
  return new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin));
}
