import { check, refuse } from "./check.ts";
import { guard } from "./guard.ts";
import type { FetchOptions, ResolvedOptions, RetryOptions } from "./options.ts";

type Rules<T> = { readonly [name in keyof T]-?: readonly [rule: string, byDefault?: T[name]] };

const MILLISECONDS = "a number of milliseconds ≥ 0";
/** What a timeout may be. */
export const TIMEOUT = `${MILLISECONDS} or false`;
const LIFE_SIGN = '"chunk" or "event" or a function';
const FUNCTION = "a function";

const RULES: Rules<FetchOptions> = {
  ttfbTimeout: [`${TIMEOUT} or ${FUNCTION}`, 45_000],
  staleTimeout: [TIMEOUT, 300_000],
  totalTimeout: [TIMEOUT, false],
  firstByteOn: [LIFE_SIGN, "chunk"],
  progressOn: [LIFE_SIGN, "chunk"],
  retry: ["an object or false"],
  guard: [FUNCTION, guard],
  maxReplayBytes: ["a number of bytes ≥ 0", 16 * 2 ** 20],
  reconnect: ['"fresh" or "reuse"', "fresh"],
  idempotencyKey: ["a boolean or a header name", false],
  onEvent: [FUNCTION],
  fetch: [FUNCTION],
};

const RETRY_RULES: Rules<RetryOptions> = {
  maxAttempts: ["an integer ≥ 1", 3],
  ttfbGrowth: ["a number ≥ 1", 2],
  minDelay: [MILLISECONDS, 250],
  maxDelay: [MILLISECONDS, 8_000],
  statusCodes: ["an array of codes from 200 to 599", []],
  maxRetryAfter: [MILLISECONDS, 60_000],
  shouldRetry: [FUNCTION],
};

/** Tells an option of this library from a member of the platform's `init`. */
export function isOption(name: string): name is keyof FetchOptions {
  return name in RULES;
}

/**
 * Checks options, lays those of a call over those of `createFetch`, and fills in
 * the defaults. One that is `undefined` counts as not given.
 *
 * @param base The options of `createFetch`.
 * @param call The options of one call.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range, or one option keeps another from ever taking effect.
 */
export function resolveOptions(base: FetchOptions, call: FetchOptions = {}): ResolvedOptions {
  check("options", "an object", base);
  const options = resolve("", RULES, base, call);
  const retry = resolve("retry.", RETRY_RULES, retryOf(base), retryOf(call));
  const explicit = Number(call.ttfbTimeout ?? base.ttfbTimeout);
  if (options.totalTimeout && explicit >= options.totalTimeout) {
    refuse("ttfbTimeout", `less than totalTimeout (${options.totalTimeout})`, explicit);
  }
  const { minDelay } = { ...retryOf(base), ...retryOf(call) };
  if (Number(minDelay) > Number(retry.maxDelay)) {
    refuse("retry.minDelay", `at most maxDelay (${retry.maxDelay})`, minDelay);
  }
  return { ...options, retry } as ResolvedOptions;
}

function resolve<T extends object>(prefix: string, rules: Rules<T>, base: T, call: T): T {
  const resolved = {} as T;
  for (const name in rules) {
    const [rule, byDefault] = rules[name];
    const given = call[name] === undefined ? base[name] : call[name];
    if (given !== undefined) check(prefix + name, rule, given);
    resolved[name] = (given === undefined ? byDefault : given) as T[typeof name];
  }
  return resolved;
}

function retryOf({ retry }: FetchOptions): RetryOptions {
  return retry === false ? { maxAttempts: 1 } : retry ?? {};
}
