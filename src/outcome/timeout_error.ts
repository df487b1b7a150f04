import type { AttemptRecord } from "./attempt_record.ts";

/**
 * What was late in a {@linkcode TimeoutError}: the first byte, the first content, the stream's progress, or everything.
 */
export type TimeoutPhase = "ttfb" | "content" | "stale" | "total";

/** Options for {@linkcode TimeoutError}. */
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
 * The underlying `fetch` is aborted with it, too. The message holds "timed out": by these words, the SDKs of OpenAI and
 * Anthropic recognize a timeout. It doesn't hold the URL, which may hold a key.
 *
 * @example Handling a timeout
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
  /** Name of the class, even in minified code. */
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
      // A `cause` that is `undefined` would be printed.
      cause === undefined ? undefined : { cause },
    );
    this.phase = phase;
    this.cutoff = cutoff;
    this.attempts = attempts;
  }

  /** Returns the message, the phase and the attempts, for a log. */
  toJSON(): Record<string, unknown> {
    const { name, message, phase, cutoff, attempts } = this;
    return { name, message, phase, cutoff, attempts };
  }
}

/** Returns the cutoffs that the message names: those of the attempts that this clock ended. */
function cutoffs(phase: TimeoutPhase, attempts: readonly AttemptRecord[]): number[] {
  return attempts
    .filter(({ outcome }) => outcome === phase)
    .map(({ cutoff, contentCutoff }) => Math.round(Number(phase === "content" ? contentCutoff : cutoff)));
}
