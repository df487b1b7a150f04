import type { FetchObserver } from "./observer.ts";
import type { AttemptRecord } from "./errors.ts";
import type { HedgeOptions } from "./hedge_options.ts";
import type { LifeSign } from "./life_sign.ts";
import type { FetchRequest } from "./request/fetch_request.ts";
import type { RetryOptions } from "./retry_options.ts";
import type { Targets } from "./targets.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/** What a `ttfbTimeout` function is given. */
export interface CutoffContext {
  /** Number of the attempt about to be dispatched, from `1`. */
  readonly attempt: number;
  /** The request. */
  readonly request: FetchRequest;
  /**
   * Bytes of the body, whose upload counts toward the cutoff. A text is always
   * measured; `undefined` for a stream, and for what was not copied: bytes, files
   * and forms above `maxReplayBytes`, or, but for JSON, where one attempt was asked for.
   */
  readonly bodyBytes: number | undefined;
  /** The attempts already lost, in order. */
  readonly previous: readonly AttemptRecord[];
}

/** A `ttfbTimeout` that is told how each attempt ended. */
export interface CutoffFunction {
  /** Returns the milliseconds for an attempt's first byte, or `false` for no bound. */
  (attempt: CutoffContext): number | false;
  /** Is told of every attempt that has an outcome. */
  learn?(request: FetchRequest, record: AttemptRecord): void;
}

/** Options for {@linkcode createFetch}; each can be overridden per call in `init`. */
export interface FetchOptions {
  /**
   * Milliseconds from an attempt's dispatch to its first body byte; `0` or
   * `false` disables. A function decides for each attempt, and replaces `ttfbGrowth`.
   *
   * @default {45000}
   */
  ttfbTimeout?: number | false | CutoffFunction | undefined;
  /**
   * Milliseconds that the upstream may stay silent after the first byte, counted
   * only while a read waits on it; `0` or `false` disables.
   *
   * @default {300000}
   */
  staleTimeout?: number | false | undefined;
  /**
   * Milliseconds for everything: attempts, the waits between them and the body;
   * `0` or `false` disables.
   *
   * @default {false}
   */
  totalTimeout?: number | false | undefined;
  /**
   * What stops the first-byte clock: the first non-empty `"chunk"`, the first
   * Server-Sent `"event"` (comments are none), or the first event that a
   * function returns `true` for. Bodies other than `text/event-stream` go by chunk.
   *
   * @default {"chunk"}
   */
  firstByteOn?: LifeSign | undefined;
  /**
   * What restarts the stale clock: the same three.
   *
   * @default {"chunk"}
   */
  progressOn?: LifeSign | undefined;
  /**
   * When the next attempt starts although the one before still runs: the first
   * byte wins, the others are aborted. Only guarded requests are hedged, within
   * `retry.maxAttempts`. Its members are checked by the first call that hedges.
   *
   * @default {false}
   */
  hedge?: HedgeOptions | false | undefined;
  /**
   * When and how a lost attempt is re-fetched; `false` for one attempt.
   *
   * @default {three attempts, each with twice the time of the one before}
   */
  retry?: RetryOptions | false | undefined;
  /**
   * Where each attempt goes, guarded or not: a `URL`, for the same request elsewhere, or a
   * `Request` to be sent in its place.
   *
   * @default {where the call's request does}
   */
  targets?: Targets | undefined;
  /**
   * Which requests wait for their first byte and are re-fetched. Others go to
   * the underlying `fetch` untouched, under `staleTimeout` and `totalTimeout` alone.
   * By default a text is examined for JSON whatever its content type; bytes, a `Blob`
   * or a `Request`, only if the type says JSON. A promise counts as `false`.
   *
   * @default {GET, HEAD, OPTIONS; `Accept: text/event-stream`; a JSON body with `"stream": true`}
   */
  guard?: ((request: FetchRequest) => boolean) | undefined;
  /**
   * Largest body in bytes ≥ 0 that is kept to be sent again. A larger one, or a
   * `ReadableStream`, is sent once.
   *
   * @default {16777216}
   */
  maxReplayBytes?: number | undefined;
  /**
   * Whether a re-fetch avoids the pooled connection where the runtime can:
   * after an abort, HTTP/2 would put it on the same, perhaps dead, one.
   *
   * @default {"fresh"}
   */
  reconnect?: "fresh" | "reuse" | undefined;
  /**
   * Gives all attempts of a call one `Idempotency-Key`; a string names another
   * header. A key that the caller set stays. A request that is not guarded is sent
   * once, and gets none.
   *
   * @default {false}
   */
  idempotencyKey?: boolean | string | undefined;
  /**
   * Is told of each attempt, first byte, re-fetch, lost attempt, stall, end and
   * error; of no call whose arguments are invalid.
   */
  onEvent?: FetchObserver | undefined;
  /**
   * The `fetch` underneath.
   *
   * @default {globalThis.fetch, looked up at each call}
   */
  fetch?: UnderlyingFetch | undefined;
}

/**
 * {@linkcode FetchOptions}, checked. The defaults of `ttfbTimeout` and
 * `retry.minDelay` are applied where they are read: what the caller did not give
 * contradicts nothing.
 */
export interface ResolvedOptions
  extends Required<Omit<FetchOptions, OptionalName>>, Pick<FetchOptions, Exclude<OptionalName, "retry">> {
  retry: Required<Omit<RetryOptions, "shouldRetry" | "minDelay">> & Pick<RetryOptions, "shouldRetry" | "minDelay">;
}

type OptionalName =
  | "retry"
  | "onEvent"
  | "fetch"
  | "ttfbTimeout"
  | "totalTimeout"
  | "targets"
  | "hedge"
  | "idempotencyKey";
