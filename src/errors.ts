/** What ran out in a {@linkcode TimeoutError}: the first byte, the stream's progress, or everything. */
export type TimeoutPhase = "ttfb" | "stale" | "total";

/**
 * How an attempt ended: `"response"` was handed to the caller; `"ttfb"` had no
 * first byte in time; `"network"` failed before its first byte; `"status"` had
 * a status that is re-fetched; `"lost"` was hedged, and another had the first byte.
 */
export type AttemptOutcome = "response" | "ttfb" | "network" | "status" | "lost";

/** The record of one attempt, as errors and {@linkcode timingOf} report it. */
export interface AttemptRecord {
  /** Number of the attempt, from `1`. */
  readonly attempt: number;
  /** Milliseconds it was given for its first byte, or `false` for no bound. */
  readonly cutoff: number | false;
  /** Milliseconds from its dispatch to its outcome. */
  readonly elapsed: number;
  /** Status code, if headers came. */
  readonly status?: number;
  /** How it ended. */
  readonly outcome: AttemptOutcome;
  /** Whether it was started while another still ran. */
  readonly hedge?: boolean;
}

/** What a {@linkcode TimeoutError} is made of. */
export interface TimeoutErrorOptions extends ErrorOptions {
  /** Which clock ran out. */
  phase: TimeoutPhase;
  /** Milliseconds that clock was set to. */
  cutoff: number;
  /** The attempts made, in order. */
  attempts?: readonly AttemptRecord[];
  /** Why nothing more was attempted, where that is not the number of attempts. */
  note?: string;
}

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
  override readonly name = "TimeoutError";
  /** Which clock ran out. */
  readonly phase: TimeoutPhase;
  /** Milliseconds that clock was set to. */
  readonly cutoff: number;
  /** The attempts made, in order; the last one is the one that ended the call. */
  readonly attempts: readonly AttemptRecord[];

  /**
   * Constructs a new {@linkcode TimeoutError} instance.
   *
   * @param options Phase, cutoff in milliseconds, attempts and cause.
   */
  constructor(options: TimeoutErrorOptions) {
    // An own `cause` of `undefined` would be printed as one.
    super(describe(options), options.cause ? options : undefined);
    this.phase = options.phase;
    this.cutoff = options.cutoff;
    this.attempts = options.attempts ?? [];
  }
}

const MISSED = { ttfb: "no first byte", stale: "no progress", total: "not complete" };

function describe({ phase, cutoff, attempts, note }: TimeoutErrorOptions): string {
  const cutoffs = phase === "ttfb" && attempts?.map((one) => one.cutoff);
  const time = cutoffs && cutoffs.length > 1 ? `${cutoffs.length} attempts of ${cutoffs.join(", ")}` : cutoff;
  return `Request timed out: ${MISSED[phase]} after ${time} ms${note ? `, not re-fetched: ${note}` : ""}`;
}
