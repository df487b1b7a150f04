import { checkTimeout } from "./check.ts";
import type { CutoffContext, ResolvedOptions } from "./options.ts";

/**
 * Returns how long an attempt may wait for its first byte.
 *
 * @param context The attempt about to be dispatched.
 * @param options The call's options.
 * @returns Milliseconds, or `false` for no bound.
 * @throws {TypeError | RangeError} If a `ttfbTimeout` function returns what is no timeout.
 */
export function cutoff(context: CutoffContext, { ttfbTimeout, retry }: ResolvedOptions): number | false {
  if (typeof ttfbTimeout === "function") return checkTimeout("the result of ttfbTimeout", ttfbTimeout(context));
  return ttfbTimeout && ttfbTimeout * retry.ttfbGrowth ** (context.attempt - 1);
}
