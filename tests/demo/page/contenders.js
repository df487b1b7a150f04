import { createFetch, hedge, openaiChat, openaiResponses, resumeResponses } from "./firstbyte.js";
import { fieldTime } from "./field_time.js";

/**
 * Returns who makes the calls. Each has a `fetch` that is also given an observer,
 * and tells it of the attempts that it can see, as `onEvent` does.
 */
export function contenders({ urls, plainTimeout, ttfbTimeout, contentTimeout, minDelay, hedgeAfter, speed }) {
  const inField = (ms) => fieldTime(ms * speed / 1_000);
  const options = {
    ttfbTimeout,
    contentTimeout,
    formats: [openaiChat(), openaiResponses()],
    resume: [resumeResponses()],
    retry: { minDelay },
  };
  const library = createFetch(options);
  const hedged = createFetch({ ...options, hedge: hedge({ after: hedgeAfter, budget: 0.34 }) });
  return [
    {
      name: "Plain fetch",
      note: `gives up after ${inField(plainTimeout)} of silence: before the headers, after them, or after a prelude`,
      url: urls.plain,
      fetch: (url, init, observe) => {
        observe({ type: "attempt", attempt: 1 });
        return fetch(url, { ...init, signal: AbortSignal.any([init.signal, AbortSignal.timeout(plainTimeout)]) });
      },
    },
    {
      name: "createFetch",
      note: `retries after ${inField(ttfbTimeout)} without a byte, or ${inField(contentTimeout)} without a word`,
      url: urls.library,
      fetch: (url, init, onEvent) => library(url, { ...init, onEvent }),
    },
    {
      name: "Hedged",
      note: `createFetch that starts a second attempt beside the first after ${inField(hedgeAfter)} without a word`,
      url: urls.hedged,
      fetch: (url, init, onEvent) => hedged(url, { ...init, onEvent }),
    },
    {
      name: "Proxy",
      note: "plain fetch whose base URL points at the proxy",
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
