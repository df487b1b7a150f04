import type { FetchOptions } from "./fetch_options.ts";

const CLOCKS = ["ttfbTimeout", "contentTimeout", "staleTimeout", "totalTimeout"] as const;
// No upstream is given less on purpose, but by tests.
const SHORTEST = 100;

/**
 * Warns of a time that was probably meant in seconds, such as `ttfbTimeout: 45`. A `fetch` of the caller's own, a test's for
 * one, may be as fast as it likes.
 *
 * @param options What `createFetch` was given.
 */
export function warnOfSeconds(options: FetchOptions): void {
  if (options.fetch) return;
  const clock = CLOCKS.find((name) =>
    Number.isInteger(options[name]) && options[name] as number < SHORTEST && options[name]
  );
  if (clock) {
    console.warn(
      `createFetch: ${clock} is ${options[clock]} milliseconds. If seconds were meant, use ${
        Number(options[clock]) * 1_000
      }`,
    );
  }
}
