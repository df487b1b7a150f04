import { defaultGuard } from "../request/default_guard.ts";
import { check, refuse } from "../checks/check.ts";
import { checkNames } from "../checks/check_names.ts";
import type { FetchOptions, ResolvedOptions } from "./fetch_options.ts";
import type { RetryOptions } from "./retry_options.ts";

type Rules<T> = { readonly [name in keyof T]-?: readonly [rule: string, byDefault?: T[name]] };

const MILLISECONDS = "a number of milliseconds ≥ 0";
/** Rule of a timeout. */
export const TIMEOUT = `${MILLISECONDS} or false`;
const FUNCTION = "a function";
const LIFE_SIGN = '"chunk" or an object such as event()';

/** Rule and default of each option. */
export const RULES: Rules<FetchOptions> = {
  ttfbTimeout: [`${TIMEOUT} or ${FUNCTION}`],
  firstByteOn: [LIFE_SIGN, "chunk"],
  formats: ["an array of formats", []],
  contentTimeout: [`${TIMEOUT} or ${FUNCTION}`],
  staleTimeout: [TIMEOUT],
  progressOn: [LIFE_SIGN, "chunk"],
  totalTimeout: [TIMEOUT],
  complete: ["a boolean", true],
  resume: ["an array of policies", []],
  retry: ["an object or false"],
  guard: [FUNCTION, defaultGuard],
  hedge: ["an object that hedge() makes or false"],
  targets: [FUNCTION],
  maxReplayBytes: ["a number of bytes ≥ 0", 16 * 2 ** 20],
  reconnect: ['"fresh" or "reuse"', "fresh"],
  idempotencyKey: ["a boolean or a header name"],
  onEvent: [FUNCTION],
  fetch: [FUNCTION],
};

const RETRY_RULES: Rules<RetryOptions> = {
  maxAttempts: ["an integer ≥ 1", 3],
  ttfbGrowth: ["a number ≥ 1", 2],
  minDelay: [MILLISECONDS],
  maxDelay: [MILLISECONDS, 8_000],
  statusCodes: ["an array of statuses from 200 to 599", []],
  maxRetryAfter: [MILLISECONDS, 60_000],
  shouldRetry: [FUNCTION],
  delay: [FUNCTION],
};

// The method that each policy must have. An object without it was meant for another option.
const POLICIES = { firstByteOn: "detect", progressOn: "detect", hedge: "race", formats: "recognize", resume: "follow" };

/**
 * Checks options, merges them into those of `createFetch`, and fills in the defaults. An option that is `undefined`
 * counts as not given.
 *
 * @param given The options of one call, or of `createFetch` itself.
 * @param base The resolved options of `createFetch`.
 * @throws {TypeError} If an option is unknown, or of the wrong type.
 * @throws {RangeError} If a number is out of range, or one option makes another one useless.
 */
export function resolveOptions(given: FetchOptions, base?: ResolvedOptions): ResolvedOptions {
  check("options", "an object", given);
  checkNames("", given, RULES);
  const options = resolve("", RULES, given, base);
  checkPolicies(options);
  const { ttfbTimeout, totalTimeout } = options;
  if (totalTimeout && ttfbTimeout as number >= totalTimeout) {
    refuse("ttfbTimeout", `less than totalTimeout (${totalTimeout})`, ttfbTimeout);
  }
  return { ...options, retry: resolveRetry(given.retry, base) } as ResolvedOptions;
}

function resolveRetry(given: FetchOptions["retry"], base: ResolvedOptions | undefined): RetryOptions {
  const options: RetryOptions = given === false ? { maxAttempts: 1 } : given ?? {};
  checkNames("retry.", options, RETRY_RULES);
  const retry = resolve("retry.", RETRY_RULES, options, base?.retry);
  const { minDelay, maxDelay, statusCodes } = retry;
  for (const code of statusCodes ?? []) {
    const isStatus = Number.isInteger(code) && code >= 200 && code < 600;
    if (!isStatus) refuse("retry.statusCodes", RETRY_RULES.statusCodes[0], code);
  }
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    refuse("retry.minDelay", `at most maxDelay (${maxDelay})`, minDelay);
  }
  return retry;
}

function resolve<T extends object>(prefix: string, rules: Rules<T>, given: T, base: Partial<T> | undefined): T {
  const resolved = {} as T;
  for (const name in rules) {
    const [rule, byDefault] = rules[name];
    const value = given[name];
    if (value !== undefined) check(prefix + name, rule, value);
    resolved[name] = (value ?? base?.[name] ?? byDefault) as T[typeof name];
  }
  return resolved;
}

function checkPolicies(options: FetchOptions): void {
  for (const [name, method] of Object.entries(POLICIES)) {
    const value = options[name as keyof typeof POLICIES];
    if (!value || value === "chunk") continue;
    for (const policy of Array.isArray(value) ? value : [value]) {
      const isPolicy = typeof Object(policy)[method] === "function";
      if (!isPolicy) refuse(name, RULES[name as keyof FetchOptions][0], policy);
    }
  }
}
