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
  for (const name of CLOCKS) {
    const ms = options[name];
    if (typeof ms !== "number" || !Number.isInteger(ms) || ms === 0 || ms >= SHORTEST) continue;
    console.warn(`createFetch: ${name} is ${ms} milliseconds. If seconds were meant, use ${ms * 1_000}`);
    return;
  }
}
