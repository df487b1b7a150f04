import { createFetch, hedge } from "./firstbyte.js";

/**
 * Returns who makes the calls. Each has a `fetch` that is also given an observer,
 * and tells it of the attempts that it can see, as `onEvent` does.
 */
export function contenders({ urls, plainTimeout, ttfbTimeout, hedgeAfter }) {
  const library = createFetch({ ttfbTimeout });
  const hedged = createFetch({ ttfbTimeout, hedge: hedge({ after: hedgeAfter, budget: 0.34 }) });
  return [
    {
      name: "Plain fetch",
      note: `gives up on a dead call after ${plainTimeout / 1_000} s`,
      url: urls.plain,
      fetch: (url, init, observe) => {
        observe({ type: "attempt", attempt: 1 });
        return fetch(url, { ...init, signal: AbortSignal.any([init.signal, AbortSignal.timeout(plainTimeout)]) });
      },
    },
    {
      name: "createFetch",
      note: `sends a call again after ${ttfbTimeout / 1_000} s without a first byte, then after twice that`,
      url: urls.library,
      fetch: (url, init, onEvent) => library(url, { ...init, onEvent }),
    },
    {
      name: "Hedged",
      note: `createFetch that starts another attempt beside the first after ${
        hedgeAfter / 1_000
      } s; the first byte wins`,
      url: urls.hedged,
      fetch: (url, init, onEvent) => hedged(url, { ...init, onEvent }),
    },
    {
      name: "Proxy",
      note: "does as createFetch, for a plain fetch that points its base URL at it",
      url: urls.proxy,
      fetch: (url, init, observe) => {
        observe({ type: "attempt", attempt: 1 });
        return fetch(url, init);
      },
      // What the proxy does behind its back, the browser learns from the upstream.
      arrivals: async (via, call) => await (await fetch(`arrivals?${new URLSearchParams({ via, call })}`)).json(),
    },
  ];
}
