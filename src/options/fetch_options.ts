import type { AttemptRecord } from "../outcome/attempt_record.ts";
import type { FetchObserver } from "../outcome/observer.ts";
import type { LifeSign } from "../events/life_sign.ts";
import type { Format } from "../formats/format.ts";
import type { HedgePolicy } from "./hedge_policy.ts";
import type { FetchRequest } from "../request/fetch_request.ts";
import type { Targets } from "../request/targets.ts";
import type { UnderlyingFetch } from "../request/underlying_fetch.ts";
import type { ResumePolicy } from "../resume/resume_policy.ts";
import type { RetryOptions } from "./retry_options.ts";

/** Argument of a cutoff function. */
export interface CutoffContext {
  /** Number of the attempt about to be dispatched, from `1`. */
  readonly attempt: number;
  /** The request. */
  readonly request: FetchRequest;
  /** Length of the body in bytes, if it's known. The time of its upload counts. */
  readonly bodyBytes: number | undefined;
  /** The attempts already lost, in order. */
  readonly previous: readonly AttemptRecord[];
}

/** A cutoff that depends on the attempt. */
export interface CutoffFunction {
  /** Returns the milliseconds of the attempt, or `false` for no bound. */
  (attempt: CutoffContext): number | false;
  /** Learns from an attempt that has an outcome. */
  learn?(request: FetchRequest, record: AttemptRecord): void;
}

/** Options for {@linkcode createFetch}; each can be overridden per call in `init`. */
export interface FetchOptions {
  /**
   * Milliseconds from an attempt's dispatch to its first body byte; `0` or `false` disables. A function decides for
   * each attempt, and replaces `ttfbGrowth`.
   *
   * Two rules apply if this option isn't given. If a format recognizes the request, the format decides. The last
   * attempt of any other GET, HEAD or OPTIONS has no bound, so that a slow answer still comes, as from plain `fetch`.
   *
   * @default {45000}
   */
  ttfbTimeout?: number | false | CutoffFunction | undefined;
  /**
   * What stops the first-byte clock: the first non-empty `"chunk"`, or a sign such as `event()`.
   *
   * @default {"chunk"}
   */
  firstByteOn?: "chunk" | LifeSign | undefined;
  /**
   * The wire formats to recognize, such as `openaiChat()`. A request that one of them recognizes is held back until its
   * first content, or until 64 KiB of prelude.
   *
   * @default {[]}
   */
  formats?: readonly Format[] | undefined;
  /**
   * Milliseconds from an attempt's dispatch to its first content, if a format is recognized; `false` or `0` commits at
   * the first byte. A function decides for each attempt, and replaces `ttfbGrowth`.
   *
   * @default {60 to 600 seconds, by the size and the effort of the request}
   */
  contentTimeout?: number | false | CutoffFunction | undefined;
  /**
   * Milliseconds that the upstream may stay silent after the commit, counted only while a read waits on it; `0` or
   * `false` disables. The silence of a GET for `text/event-stream` is bounded only if this option or `resume` is given.
   *
   * @default {300000}
   */
  staleTimeout?: number | false | undefined;
  /**
   * What restarts the stale clock: a non-empty `"chunk"`, or a sign such as `event()` or `content()`.
   *
   * @default {"chunk"}
   */
  progressOn?: "chunk" | LifeSign | undefined;
  /**
   * Milliseconds for everything: attempts, the waits between them and the body; `0` or `false` disables.
   *
   * @default {false}
   */
  totalTimeout?: number | false | undefined;
  /**
   * Whether a stream of a recognized format that ends without its last event errors with a {@linkcode TruncatedError}.
   *
   * @default {true}
   */
  complete?: boolean | undefined;
  /**
   * Policies that resume an answer after a break, such as `[resumeRange()]`. The first one that supports the response
   * is used.
   *
   * @default {[]}
   */
  resume?: readonly ResumePolicy[] | undefined;
  /**
   * When and how a lost attempt is retried; `false` for one attempt.
   *
   * @default {three attempts, each with twice the time of the one before}
   */
  retry?: RetryOptions | false | undefined;
  /**
   * Which requests are watched for their first byte and retried. Others go to the underlying `fetch` unchanged, under
   * `staleTimeout` and `totalTimeout` only.
   *
   * @default {defaultGuard}
   */
  guard?: ((request: FetchRequest) => boolean) | undefined;
  /**
   * Starts the next attempt while the one before is still running: a policy made by `hedge()`. Only guarded requests
   * are hedged, within `retry.maxAttempts`.
   *
   * @default {false}
   */
  hedge?: HedgePolicy | false | undefined;
  /**
   * The target of each attempt, guarded or not: a `URL` for the same request, or a `Request` that replaces it.
   *
   * @default {the URL of the call}
   */
  targets?: Targets | undefined;
  /**
   * Largest body in bytes ≥ 0 that is kept for a retry. A larger one, or a `ReadableStream`, is sent once.
   *
   * @default {16777216}
   */
  maxReplayBytes?: number | undefined;
  /**
   * Whether a retry avoids the pooled connections, if the runtime supports that. After an abort, HTTP/2 would use the
   * same, perhaps dead, connection again.
   *
   * @default {"fresh"}
   */
  reconnect?: "fresh" | "reuse" | undefined;
  /**
   * Gives all attempts of a call one `Idempotency-Key`; a string names another header. A key of the caller stays. A
   * request that isn't guarded is sent once, and gets no key.
   *
   * @default {false}
   */
  idempotencyKey?: boolean | string | undefined;
  /** Is called with each event of a call, such as an attempt, its first byte, a retry, the end and an error. */
  onEvent?: FetchObserver | undefined;
  /**
   * The `fetch` underneath.
   *
   * @default {globalThis.fetch, looked up at each call}
   */
  fetch?: UnderlyingFetch | undefined;
}

/** {@linkcode RetryOptions}, checked, with their defaults. */
export type ResolvedRetry =
  & Required<Omit<RetryOptions, "shouldRetry" | "delay" | "minDelay">>
  & Pick<RetryOptions, "shouldRetry" | "delay" | "minDelay">;

type Optional =
  | "ttfbTimeout"
  | "contentTimeout"
  | "staleTimeout"
  | "totalTimeout"
  | "hedge"
  | "targets"
  | "idempotencyKey"
  | "onEvent"
  | "fetch";

/**
 * {@linkcode FetchOptions}, checked. The defaults of the clocks are applied later, since they depend on the request. So
 * a default never contradicts an option of the caller.
 */
export interface ResolvedOptions
  extends Required<Omit<FetchOptions, Optional | "retry">>, Pick<FetchOptions, Optional> {
  readonly retry: ResolvedRetry;
}
