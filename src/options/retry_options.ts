import type { LossReason } from "../outcome/attempt_record.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

/** Argument of the functions of {@linkcode RetryOptions}. */
export interface RetryContext {
  /** Number of the attempt that was lost, from `1`. */
  readonly attempt: number;
  /** The request. */
  readonly request: FetchRequest;
  /** Why it was lost. */
  readonly reason: LossReason;
  /** What was thrown, if anything was. */
  readonly error?: unknown;
  /** The status code, if headers came; for a `"failure"`, the status code that it stands for. */
  readonly status?: number | undefined;
  /** The headers of the response, if they came. */
  readonly headers?: Headers | undefined;
  /** Whether the request would be retried without this function. */
  readonly retry: boolean;
}

/** Options for retrying. */
export interface RetryOptions {
  /**
   * Attempts that a call may make, the first one and resumptions included: an integer ≥ 1.
   *
   * @default {3}
   */
  maxAttempts?: number | undefined;
  /**
   * Factor ≥ 1 by which each attempt's cutoffs exceed those of the one before, so that a slow but healthy answer isn't
   * cut off three times at the same wall.
   *
   * @default {2}
   */
  ttfbGrowth?: number | undefined;
  /**
   * Upper bound in milliseconds ≥ 0 of the first wait after a network error or a status. A `Retry-After` replaces
   * the wait, up to `maxRetryAfter`.
   *
   * @default {250}
   */
  minDelay?: number | undefined;
  /**
   * Upper bound in milliseconds of every such wait: at least `minDelay`. It doesn't bound a `Retry-After`.
   *
   * @default {8000}
   */
  maxDelay?: number | undefined;
  /**
   * Status codes that are retried: integers from 200 to 599.
   *
   * @default {[]}
   */
  statusCodes?: readonly number[] | undefined;
  /**
   * Longest `Retry-After` in milliseconds ≥ 0 that is waited for. With a longer one, the response is returned as it is.
   *
   * @default {60000}
   */
  maxRetryAfter?: number | undefined;
  /**
   * Has the last word, if attempts are left and the body can be repeated: `true` retries, `false` doesn't, and
   * `undefined` keeps the decision. For a status, it's called only if `statusCodes` lists it.
   */
  shouldRetry?: ((context: RetryContext) => boolean | undefined) | undefined;
  /**
   * Returns the milliseconds to wait before the next attempt, instead of the backoff and the response's `Retry-After`;
   * `undefined` keeps the wait. If it's above `maxRetryAfter`, the request isn't retried.
   */
  delay?: ((context: RetryContext) => number | undefined) | undefined;
}
