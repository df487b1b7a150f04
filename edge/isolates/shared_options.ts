import type { ProxyOptions } from "../options/proxy_options.ts";
import type { Breaker } from "../breaker/breaker.ts";
import { isLearner, learnSample, sharedCutoff } from "./shared_cutoff.ts";
import type { BreakerEntry } from "./shared_entry.ts";
import { StateExchange, type StateNamespace } from "./state_exchange.ts";

// What another isolate says must not keep an upstream out for longer.
const LONGEST_OPEN = 30_000;
// The object keeps nothing for longer, and refuses what claims to be true for hours.
const LONGEST_TOLD = 10 * 60_000;

/** A proxy's options whose breakers and learned cutoff are shared, and what shares them. */
export interface SharedOptions {
  readonly options: ProxyOptions;
  readonly exchange: StateExchange;
}

/**
 * Makes options by which a proxy shares its breakers, and its cutoff where that is learned by origin.
 *
 * @param options The proxy's.
 * @param namespace The Durable Object's binding.
 */
export function sharedOptions(options: ProxyOptions, namespace: StateNamespace): SharedOptions {
  const breakers = new Map<string, Breaker>();
  const { fetch, onBreaker, breaker } = options;
  const cutoff = isLearner(fetch?.ttfbTimeout) ? fetch.ttfbTimeout : undefined;
  const longest = breaker && breaker.openFor || LONGEST_OPEN;

  const exchange = new StateExchange({
    namespace,
    apply(entry) {
      if (entry.type === "breaker") turn(breakers.get(entry.key), entry, longest);
      else if (cutoff) learnSample(cutoff, entry);
    },
    report,
  });
  return {
    exchange,
    options: {
      ...options,
      fetch: cutoff ? { ...fetch, ttfbTimeout: sharedCutoff(cutoff, (sample) => exchange.tell(sample)) } : fetch,
      onBreaker(key, breaker) {
        onBreaker?.(key, breaker);
        breakers.set(key, breaker);
        breaker.onChange((change) => {
          const openFor = change.open ? Math.min(Math.max(0, change.until - Date.now()), LONGEST_TOLD) : 0;
          exchange.tell({ type: "breaker", key, openFor });
        });
      },
    },
  };
}

function turn(breaker: Breaker | undefined, { openFor }: BreakerEntry, longest: number): void {
  if (openFor > 0) breaker?.open(Date.now() + Math.min(openFor, longest));
  else breaker?.close();
}

function report(reason: string): void {
  console.warn(JSON.stringify({ time: new Date().toISOString(), problem: "shared state not exchanged", reason }));
}
