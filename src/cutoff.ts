import type { Call } from "./call.ts";
import { check } from "./check.ts";
import type { FetchRequest } from "./request/fetch_request.ts";
import { TIMEOUT } from "./resolve_options.ts";

/**
 * Returns how long an attempt may wait for its first byte.
 *
 * @param call What it is an attempt at.
 * @param request What it sends.
 * @returns Milliseconds, or `false` for no bound.
 * @throws {TypeError | RangeError} If a `ttfbTimeout` function returns what is no timeout.
 */
export function cutoff(call: Call, request: FetchRequest): number | false {
  const { attempt, attempts, options: { ttfbTimeout = 45_000, retry } } = call;
  if (!call.guarded) return false;
  if (typeof ttfbTimeout !== "function") return !!ttfbTimeout && ttfbTimeout * retry.ttfbGrowth ** (attempt - 1);
  const chosen = ttfbTimeout({ attempt, request, bodyBytes: request.bodyBytes, previous: [...attempts] });
  check("ttfbTimeout", TIMEOUT, chosen);
  return chosen || false;
}
