import { check, checkTimeout } from "./check.ts";
import { guard } from "./guard.ts";
import type { FetchOptions, ResolvedOptions, RetryOptions } from "./options.ts";

const RETRY_DEFAULTS = {
  maxAttempts: 3,
  ttfbGrowth: 2,
  minDelay: 250,
  maxDelay: 8_000,
  statusCodes: [],
  maxRetryAfter: 60_000,
  shouldRetry: undefined,
};

const DEFAULTS = {
  ttfbTimeout: 45_000,
  staleTimeout: 300_000,
  totalTimeout: false,
  firstByteOn: "chunk",
  progressOn: "chunk",
  retry: RETRY_DEFAULTS,
  guard,
  maxReplayBytes: 16 * 2 ** 20,
  reconnect: "fresh",
  idempotencyKey: false,
  onEvent: undefined,
  fetch: undefined,
} as const;

/** The name of every option. */
export const OPTION_NAMES = Object.keys(DEFAULTS) as (keyof FetchOptions)[];

/**
 * Lays the options of one call over those of `createFetch`; of `retry`, each
 * member on its own.
 */
export function mergeOptions(base: FetchOptions, call: FetchOptions): FetchOptions {
  const merged = { ...base, ...defined(call) };
  if (base.retry && call.retry) merged.retry = { ...base.retry, ...defined(call.retry) };
  return merged;
}

/**
 * Checks options and fills in the defaults; one that is `undefined` counts as not given.
 *
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range, or `ttfbTimeout` can never
 * fire because `totalTimeout` comes first.
 */
export function resolveOptions(given: FetchOptions): ResolvedOptions {
  check(isObject(given), "options", "an object", given);
  const options = { ...DEFAULTS, ...defined(given) };
  const { ttfbTimeout } = options;
  const resolved: ResolvedOptions = {
    ...options,
    ttfbTimeout: isFunction(ttfbTimeout) ? ttfbTimeout : checkTimeout("ttfbTimeout", ttfbTimeout),
    staleTimeout: checkTimeout("staleTimeout", options.staleTimeout),
    totalTimeout: checkTimeout("totalTimeout", options.totalTimeout),
    retry: resolveRetry(options.retry),
  };
  checkLifeSign("firstByteOn", options.firstByteOn);
  checkLifeSign("progressOn", options.progressOn);
  checkNumber("maxReplayBytes", options.maxReplayBytes, 0, "of bytes ");
  check(isFunction(options.guard), "guard", "a function", options.guard);
  check(["fresh", "reuse"].includes(options.reconnect), "reconnect", '"fresh" or "reuse"', options.reconnect);
  checkHeaderName(options.idempotencyKey);
  checkCallback("onEvent", options.onEvent);
  checkCallback("fetch", options.fetch);
  checkOrder(given.ttfbTimeout, resolved.totalTimeout);
  return resolved;
}

function resolveRetry(given: RetryOptions | false): ResolvedOptions["retry"] {
  if (given === false) return { ...RETRY_DEFAULTS, maxAttempts: 1 };
  check(isObject(given), "retry", "an object or false", given);
  const retry = { ...RETRY_DEFAULTS, ...defined(given) };
  const { maxAttempts, statusCodes } = retry;
  check(Number.isInteger(maxAttempts) && maxAttempts >= 1, "retry.maxAttempts", "an integer ≥ 1", maxAttempts);
  checkNumber("retry.ttfbGrowth", retry.ttfbGrowth, 1);
  for (const name of ["minDelay", "maxDelay", "maxRetryAfter"] as const) {
    checkNumber(`retry.${name}`, retry[name], 0, "of milliseconds ");
  }
  if (given.maxDelay !== undefined && given.minDelay !== undefined) {
    check(retry.minDelay <= retry.maxDelay, "retry.minDelay", `at most maxDelay (${retry.maxDelay})`, retry.minDelay);
  }
  check(Array.isArray(statusCodes), "retry.statusCodes", "an array", statusCodes);
  for (const code of statusCodes) {
    check(Number.isInteger(code) && code >= 200 && code <= 599, "retry.statusCodes", "codes from 200 to 599", code);
  }
  checkCallback("retry.shouldRetry", retry.shouldRetry);
  return retry;
}

function checkNumber(name: string, value: unknown, least: number, unit = ""): void {
  check(Number.isFinite(value) && (value as number) >= least, name, `a number ${unit}≥ ${least}`, value);
}

function checkCallback(name: string, value: unknown): void {
  check(value === undefined || isFunction(value), name, "a function", value);
}

function checkLifeSign(name: string, value: unknown): void {
  check(value === "chunk" || value === "event" || isFunction(value), name, '"chunk", "event" or a function', value);
}

function checkHeaderName(value: unknown): void {
  const valid = typeof value === "boolean" || typeof value === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(value);
  check(valid, "idempotencyKey", "a boolean or a header name", value);
}

function checkOrder(ttfb: FetchOptions["ttfbTimeout"], total: number | false): void {
  if (typeof ttfb !== "number" || !total) return;
  check(ttfb < total, "ttfbTimeout", `less than totalTimeout (${total}), which would always come first`, ttfb);
}

function isFunction(value: unknown): value is (...args: never[]) => never {
  return typeof value === "function";
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
