import type { FetchOptions } from "./fetch_options.ts";

const CLOCKS = ["ttfbTimeout", "contentTimeout", "staleTimeout", "totalTimeout"] as const;
// Nobody but a test gives an upstream less on purpose.
const SHORTEST = 100;

/**
 * Warns of a time that was probably meant in seconds, such as `ttfbTimeout: 45`. It doesn't warn if the caller gives a
 * `fetch`, such as a fast one in a test.
 *
 * @param options The options of `createFetch`.
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
