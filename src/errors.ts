/** What ran out in a {@linkcode TimeoutError}: the first byte, the stream's progress, or everything. */
export type TimeoutPhase = "ttfb" | "stale" | "total";

/**
 * How an attempt ended.
 *
 * | outcome | the attempt |
 * | --- | --- |
 * | `"response"` | was handed to the caller |
 * | `"ttfb"` | had no first byte within its cutoff |
 * | `"network"` | failed before its first byte |
 * | `"status"` | had a status of `retry.statusCodes` |
 * | `"lost"` | was hedged, and another had the first byte |
 */
export type AttemptOutcome = "response" | "ttfb" | "network" | "status" | "lost";

/** Why an attempt was lost: each {@linkcode AttemptOutcome} that another attempt may follow. */
export type LossReason = "ttfb" | "network" | "status";

/** The record of one attempt, as errors and {@linkcode timingOf} report it. */
export interface AttemptRecord {
  /** Number of the attempt, from `1`. */
  readonly attempt: number;
  /** Milliseconds it was given for its first byte, or `false` for no bound. */
  readonly cutoff: number | false;
  /** Milliseconds from its dispatch to its outcome. */
  readonly elapsed: number;
  /** Status code, if headers came. */
  readonly status?: number | undefined;
  /** How it ended. */
  readonly outcome: AttemptOutcome;
  /** Whether it was started while another still ran. */
  readonly hedge?: boolean | undefined;
}

/** What a {@linkcode TimeoutError} is made of. */
export interface TimeoutErrorOptions extends ErrorOptions {
  /** Which clock ran out. */
  phase: TimeoutPhase;
  /** Milliseconds that clock was set to. */
  cutoff: number;
  /**
   * The attempts that had an outcome, in the order in which they did.
   *
   * @default {[]}
   */
  attempts?: readonly AttemptRecord[] | undefined;
  /** Why no further attempt was made, if that is not because `maxAttempts` was reached. */
  note?: string | undefined;
}

const MISSED = { ttfb: "no first byte", stale: "no progress", total: "no end" };

/**
 * Error of a request or a stream that ran out of time.
 *
 * It is also the reason that the underlying `fetch` is aborted with. The
 * message holds "timed out", by which the OpenAI and Anthropic SDKs tell a
 * timeout from a broken connection. It names no URL, since a URL may hold a key.
 *
 * @example Telling a stall from other failures
 * ```ts
 * import { createFetch, TimeoutError } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ fetch: () => new Promise(() => {}), ttfbTimeout: 10, retry: false });
 *
 * try {
 *   await fetch("https://api.example.com/v1/stream");
 * } catch (error) {
 *   if (!(error instanceof TimeoutError)) throw error;
 *   console.log(error.phase, error.attempts.length); // "ttfb", 1
 * }
 * ```
 */
export class TimeoutError extends Error {
  /** Name of the class, that survives a minifier. */
  override readonly name = "TimeoutError";
  // `declare`: otherwise each is first set to `undefined`, and again by the constructor.
  /** Which clock ran out. */
  declare readonly phase: TimeoutPhase;
  /** Milliseconds that clock was set to. */
  declare readonly cutoff: number;
  /** The attempts that had an outcome, in the order in which they did. */
  declare readonly attempts: readonly AttemptRecord[];

  /**
   * Constructs a new {@linkcode TimeoutError} instance.
   *
   * @param options Phase, cutoff in milliseconds, attempts and cause.
   */
  constructor({ phase, cutoff, attempts = [], note, cause }: TimeoutErrorOptions) {
    // Attempts that ended otherwise may have taken no time at all; no outcome is named like another phase.
    const time = attempts.flatMap((one) => one.outcome === phase ? one.cutoff : []).join(" + ") || cutoff;
    super(
      `Request timed out: ${MISSED[phase]} after ${time} ms${note ? `, not re-fetched: ${note}` : ""}`,
      // An own `cause` of `undefined` would be printed as one.
      cause ? { cause } : undefined,
    );
    Object.assign(this, { phase, cutoff, attempts });
  }
}
