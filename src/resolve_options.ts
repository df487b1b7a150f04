import { check, refuse } from "./check.ts";
import { guard } from "./guard.ts";
import type { FetchOptions, ResolvedOptions } from "./options.ts";
import type { RetryOptions } from "./retry_options.ts";

type Rules<T> = { readonly [name in keyof T]-?: readonly [rule: string, byDefault?: T[name]] };

const MILLISECONDS = "a number of milliseconds ≥ 0";
/** What a timeout may be. */
export const TIMEOUT = `${MILLISECONDS} or false`;
const FUNCTION = "a function";
const LIFE_SIGN = `"chunk" or "event" or ${FUNCTION}`;

/** What each option takes, and its default. */
export const RULES: Rules<FetchOptions> = {
  // Where it is not given, it contradicts no totalTimeout: cutoff() has its default.
  ttfbTimeout: [`${TIMEOUT} or ${FUNCTION}`],
  staleTimeout: [TIMEOUT, 300_000],
  totalTimeout: [TIMEOUT],
  firstByteOn: [LIFE_SIGN, "chunk"],
  progressOn: [LIFE_SIGN, "chunk"],
  retry: ["an object or false"],
  hedge: ["an object or false"],
  targets: [FUNCTION],
  guard: [FUNCTION, guard],
  maxReplayBytes: ["a number of bytes ≥ 0", 16 * 2 ** 20],
  reconnect: ['"fresh" or "reuse"', "fresh"],
  idempotencyKey: ["a boolean or a header name"],
  onEvent: [FUNCTION],
  fetch: [FUNCTION],
};

const RETRY_RULES: Rules<RetryOptions> = {
  maxAttempts: ["an integer ≥ 1", 3],
  ttfbGrowth: ["a number ≥ 1", 2],
  // Likewise: retryDelay() has its default.
  minDelay: [MILLISECONDS],
  maxDelay: [MILLISECONDS, 8_000],
  statusCodes: ["an array of statuses", []],
  maxRetryAfter: [MILLISECONDS, 60_000],
  shouldRetry: [FUNCTION],
};

/**
 * Checks options, lays them over those of `createFetch`, and fills in the
 * defaults. One that is `undefined` counts as not given.
 *
 * @param given The options of one call, or of `createFetch` itself.
 * @param base The resolved options of `createFetch`.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range, or one option keeps another from ever taking effect.
 */
export function resolveOptions(given: FetchOptions, base?: ResolvedOptions): ResolvedOptions {
  check("options", "an object", given);
  const options = resolve("", RULES, given, base);
  const { ttfbTimeout, totalTimeout } = options;
  if (totalTimeout && ttfbTimeout as number >= totalTimeout) {
    refuse("ttfbTimeout", `less than totalTimeout (${totalTimeout})`, ttfbTimeout);
  }
  const givenRetry = given.retry === false ? { maxAttempts: 1 } : given.retry ?? {};
  const retry = resolve("retry.", RETRY_RULES, givenRetry, base?.retry);
  const { minDelay, maxDelay } = retry;
  if (minDelay as number > (maxDelay as number)) refuse("retry.minDelay", `at most maxDelay (${maxDelay})`, minDelay);
  return { ...options, retry: { ...retry, statusCodes: [...retry.statusCodes as number[]] } } as ResolvedOptions;
}

function resolve<T extends object>(prefix: string, rules: Rules<T>, given: T, base: T | undefined): T {
  const resolved = {} as T;
  for (const name in rules) {
    const [rule, byDefault] = rules[name];
    const value = given[name];
    if (value !== undefined) check(prefix + name, rule, value);
    resolved[name] = (value ?? base?.[name] ?? byDefault) as T[typeof name];
  }
  return resolved;
}
