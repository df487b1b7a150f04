import type { LossReason } from "../outcome/attempt_record.ts";
import type { ResolvedOptions } from "../options/fetch_options.ts";
import type { RetryContext } from "../options/retry_options.ts";
import type { CallRequest } from "../request/call_request.ts";
import { backoff } from "./backoff.ts";
import { isNetworkError } from "./is_network_error.ts";
import { retryAfter } from "./retry_after.ts";

/** How an attempt was lost. */
export interface Loss {
  readonly reason: LossReason;
  /** Number of the attempt, from `1`. */
  readonly attempt: number;
  /** What was thrown, if anything was. */
  readonly error?: unknown;
  /** The status code, if headers came; of a `"failure"`, the status that it stands for. */
  readonly status?: number | undefined;
  /** The headers, if they came. */
  readonly headers?: Headers | undefined;
  /** Whether a `"failure"` may pass. */
  readonly transient?: boolean | undefined;
}

/**
 * Decides whether and when another attempt follows a lost one. It doesn't check whether attempts are left.
 *
 * @param loss How it was lost.
 * @param request The request that would be retried.
 * @param options The call's.
 * @returns Milliseconds to wait first, or `undefined` for no further attempt.
 */
export function retryDelay(loss: Loss, request: CallRequest, { retry }: ResolvedOptions): number | undefined {
  const { attempt, reason, error, status, headers } = loss;
  if (request.once) return undefined;
  if (reason === "status" && !retry.statusCodes.includes(status as number)) return undefined;
  const may = helps(loss, request, retry.statusCodes);
  const context: RetryContext = { attempt, request, reason, error, status, headers, retry: may };
  const wait = retry.delay?.(context) ?? askedFor(loss);
  const isTooLong = wait !== undefined && wait > retry.maxRetryAfter;
  const decided = retry.shouldRetry?.({ ...context, retry: may && !isTooLong });
  if ((decided ?? (may && !isTooLong)) !== true) return undefined;
  if (wait !== undefined) return Math.max(0, Math.min(wait, retry.maxRetryAfter));
  // A silent connection isn't a sign of load, so a fresh one needn't wait.
  if (reason === "ttfb" || reason === "content") return 0;
  return backoff(attempt, retry.minDelay ?? 250, retry.maxDelay);
}

/** Returns the milliseconds that the response asks to wait. */
function askedFor({ reason, headers }: Loss): number | undefined {
  return headers && (reason === "status" || reason === "failure") ? retryAfter(headers) : undefined;
}

/** Whether another attempt could end otherwise. */
function helps(loss: Loss, request: CallRequest, statusCodes: readonly number[]): boolean {
  const { reason, error, status, headers, transient } = loss;
  // The APIs of OpenAI and Anthropic send this header, and so does our proxy.
  if (headers?.get("x-should-retry") === "false" && (reason === "status" || reason === "failure")) return false;
  if (reason === "network") return isNetworkError(error) && request.isValid();
  if (reason === "failure") return transient === true && statusCodes.includes(status as number);
  return true;
}
