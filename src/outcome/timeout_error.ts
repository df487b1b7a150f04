import type { AttemptRecord } from "./attempt_record.ts";

/** What ran out in a {@linkcode TimeoutError}: the first byte, the first content, the stream's progress, or everything. */
export type TimeoutPhase = "ttfb" | "content" | "stale" | "total";

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
  /** Why no further attempt was made, if that isn't because `maxAttempts` was reached. */
  note?: string | undefined;
}

const MISSED = { ttfb: "no first byte", content: "no content", stale: "no progress", total: "no end" };

/**
 * Error of a request or a stream that ran out of time.
 *
 * It is also the reason that the underlying `fetch` is aborted with. The message holds "timed out", by which the OpenAI
 * and Anthropic SDKs tell a timeout from a broken connection. It names no URL, since a URL may hold a key.
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
  /** Which clock ran out. */
  readonly phase: TimeoutPhase;
  /** Milliseconds that clock was set to. */
  readonly cutoff: number;
  /** The attempts that had an outcome, in the order in which they did. */
  readonly attempts: readonly AttemptRecord[];

  /**
   * Constructs a new {@linkcode TimeoutError} instance.
   *
   * @param options Phase, cutoff in milliseconds, attempts and cause.
   */
  constructor({ phase, cutoff, attempts = [], note, cause }: TimeoutErrorOptions) {
    const time = cutoffs(phase, attempts).join(" + ") || Math.round(cutoff);
    super(
      `Request timed out: ${MISSED[phase]} after ${time} ms${note ? `, not retried: ${note}` : ""}`,
      // An own `cause` of `undefined` would be printed as one.
      cause === undefined ? undefined : { cause },
    );
    this.phase = phase;
    this.cutoff = cutoff;
    this.attempts = attempts;
  }

  /** Returns what a log needs: the message, the phase and the attempts. */
  toJSON(): Record<string, unknown> {
    const { name, message, phase, cutoff, attempts } = this;
    return { name, message, phase, cutoff, attempts };
  }
}

/** Attempts that ended otherwise may have taken no time at all. */
function cutoffs(phase: TimeoutPhase, attempts: readonly AttemptRecord[]): number[] {
  return attempts
    .filter(({ outcome }) => outcome === phase)
    .map(({ cutoff, contentCutoff }) => Math.round(Number(phase === "content" ? contentCutoff : cutoff)));
}
