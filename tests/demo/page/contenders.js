import { createFetch } from "./firstbyte.js";

/**
 * Returns who makes the calls. Each has a `fetch` that is told of the bar, and
 * marks on it the attempts that it can see.
 */
export function contenders({ urls, plainTimeout, ttfbTimeout }) {
  const library = createFetch({ ttfbTimeout });
  return [
    {
      name: "Plain fetch",
      note: `gives up on a dead call after ${plainTimeout / 1_000} s`,
      url: urls.plain,
      fetch: (url, init, onAttempt) => {
        onAttempt();
        return fetch(url, { ...init, signal: AbortSignal.any([init.signal, AbortSignal.timeout(plainTimeout)]) });
      },
    },
    {
      name: "createFetch",
      note: `sends a call again after ${ttfbTimeout / 1_000} s without a first byte, then after twice that`,
      url: urls.library,
      fetch: (url, init, onAttempt) =>
        library(url, { ...init, onEvent: ({ type }) => type === "attempt" ? onAttempt() : undefined }),
    },
    {
      name: "Proxy",
      note: "does the same for a plain fetch that points its base URL at it",
      url: urls.proxy,
      fetch: (url, init, onAttempt) => {
        onAttempt();
        return fetch(url, init);
      },
      // What the proxy does behind its back, the browser learns from the upstream.
      arrivals: async (via, call) => await (await fetch(`arrivals?${new URLSearchParams({ via, call })}`)).json(),
    },
  ];
}
