import { backoff } from "./backoff.ts";
import type { Call } from "./call.ts";
import type { LossReason } from "./errors.ts";
import { isNetworkError } from "./is_network_error.ts";
import type { ReplayableRequest } from "./replayable_request.ts";

/** How an attempt was lost. */
export interface Loss {
  readonly reason: LossReason;
  /** What was thrown, unless the reason is `"status"`. */
  readonly error?: unknown;
  /** The response, if headers came. */
  readonly response?: Response;
}

/**
 * Decides whether a lost attempt is followed by another, and when.
 *
 * @param loss How it was lost.
 * @param request What would be dispatched again.
 * @param call The call whose attempt it was.
 * @returns Milliseconds to wait first, or `undefined` for no further attempt.
 */
export function retryDelay(
  { reason, error, response }: Loss,
  request: ReplayableRequest,
  { attempt, guarded, options: { retry }, retryAfter }: Call,
): number | undefined {
  const { maxAttempts, statusCodes, maxRetryAfter, shouldRetry, minDelay = 250, maxDelay } = retry;
  const status = response?.status as number;
  if (!guarded || attempt >= maxAttempts || request.once) return undefined;
  if (reason === "status" && !(retryAfter && statusCodes.includes(status))) return undefined;
  const asked = reason === "status" && response ? retryAfter?.(response.headers) : undefined;
  const helps = reason === "network" ? request.valid() && isNetworkError(error) : !(asked as number > maxRetryAfter);
  const decided = shouldRetry?.({ attempt, request, reason, error, status, retry: helps });
  if ((decided ?? helps) !== true) return undefined;
  // A silent connection says nothing of the upstream's load: a fresh one need not wait.
  if (reason === "ttfb") return 0;
  return asked === undefined ? backoff(attempt, minDelay, maxDelay) : Math.min(asked, maxRetryAfter);
}
