import type { LossReason } from "./errors.ts";
import type { FetchRequest } from "./request/fetch_request.ts";

/** What a `shouldRetry` function is given. */
export interface RetryContext {
  /** Number of the attempt that was lost, from `1`. */
  readonly attempt: number;
  /** The request. */
  readonly request: FetchRequest;
  /** Why it was lost. */
  readonly reason: LossReason;
  /** What was thrown, unless the reason is `"status"`. */
  readonly error?: unknown;
  /** Status code, if headers came. */
  readonly status?: number | undefined;
  /** Whether it would be re-fetched without this function. */
  readonly retry: boolean;
}

/** Options for re-fetching. */
export interface RetryOptions {
  /**
   * Attempts a call may make, the first one included: an integer ≥ 1.
   *
   * @default {3}
   */
  maxAttempts?: number | undefined;
  /**
   * Factor ≥ 1 by which each attempt's cutoff exceeds the one before, so that a
   * slow but healthy answer is not cut off three times at the same wall.
   *
   * @default {2}
   */
  ttfbGrowth?: number | undefined;
  /**
   * Upper bound in milliseconds ≥ 0 of the first wait after a network error or a
   * status. A `Retry-After` takes the place of a wait, up to `maxRetryAfter`.
   *
   * @default {250}
   */
  minDelay?: number | undefined;
  /**
   * Upper bound in milliseconds of every such wait: at least `minDelay`. It does
   * not bound a `Retry-After`.
   *
   * @default {8000}
   */
  maxDelay?: number | undefined;
  /**
   * Status codes that are re-fetched: integers from 200 to 599.
   *
   * @default {[]}
   */
  statusCodes?: readonly number[] | undefined;
  /**
   * Longest `Retry-After` in milliseconds ≥ 0 that is waited for; with a longer
   * one the response is returned as it is.
   *
   * @default {60000}
   */
  maxRetryAfter?: number | undefined;
  /**
   * Decides last, while attempts remain and the body can be sent again: `true`
   * re-fetches, `false` does not, `undefined` leaves it as it would be.
   */
  shouldRetry?: (context: RetryContext) => boolean | undefined;
}
