import type { LossReason } from "../outcome/attempt_record.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

/** What the functions of {@linkcode RetryOptions} are called with. */
export interface RetryContext {
  /** Number of the attempt that was lost, from `1`. */
  readonly attempt: number;
  /** The request. */
  readonly request: FetchRequest;
  /** Why it was lost. */
  readonly reason: LossReason;
  /** What was thrown, if anything was. */
  readonly error?: unknown;
  /** The status code, if headers came; of a `"failure"`, the status that it stands for. */
  readonly status?: number | undefined;
  /** The headers of the response, if they came. */
  readonly headers?: Headers | undefined;
  /** Whether it would be retried without this function. */
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
   * Upper bound in milliseconds ≥ 0 of the first wait after a network error or a status. A `Retry-After` takes the place
   * of a wait, up to `maxRetryAfter`.
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
   * Decides last, while attempts remain and the body can be sent again: `true` retries, `false` doesn't, `undefined`
   * leaves it as it would be.
   */
  shouldRetry?: ((context: RetryContext) => boolean | undefined) | undefined;
  /**
   * Returns the milliseconds to wait before the next attempt, in the place of backoff and of the response's `Retry-After`;
   * `undefined` leaves the wait as it would be. As with that header, a wait above `maxRetryAfter` retries nothing.
   */
  delay?: ((context: RetryContext) => number | undefined) | undefined;
}
