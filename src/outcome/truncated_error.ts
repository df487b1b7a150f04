import type { AttemptRecord } from "./attempt_record.ts";

/** Options for {@linkcode TruncatedError}. */
export interface TruncatedErrorOptions extends ErrorOptions {
  /** Name of the wire format. */
  format: string;
  /** Bytes that came. */
  bytes: number;
  /** Name of the last message, if there was one. */
  lastEvent?: string | undefined;
  /**
   * The attempts that had an outcome, in the order in which they did.
   *
   * @default {[]}
   */
  attempts?: readonly AttemptRecord[] | undefined;
}

/**
 * Error of a stream that ended without the last message of its format, so that the answer isn't whole.
 *
 * @example Handling half an answer
 * ```ts
 * import { createFetch, openaiChat, TruncatedError } from "jsr:@firstbyte/fetch";
 *
 * const half = 'data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n';
 * const fetch = createFetch({
 *   formats: [openaiChat()],
 *   fetch: () => new Response(half, { headers: { "content-type": "text/event-stream" } }),
 * });
 *
 * const response = await fetch("https://api.example.com/v1/chat/completions", {
 *   method: "POST",
 *   body: JSON.stringify({ model: "m", stream: true, messages: [] }),
 * });
 * try {
 *   await response.text();
 * } catch (error) {
 *   console.log(error instanceof TruncatedError); // true
 * }
 * ```
 */
export class TruncatedError extends Error {
  /** Name of the class, even in minified code. */
  override readonly name = "TruncatedError";
  /** Name of the wire format. */
  readonly format: string;
  /** Bytes that came. */
  readonly bytes: number;
  /** Name of the last message, if there was one. */
  readonly lastEvent: string | undefined;
  /** The attempts that had an outcome, in the order in which they did. */
  readonly attempts: readonly AttemptRecord[];

  /**
   * Constructs a new {@linkcode TruncatedError} instance.
   *
   * @param options Format, bytes, last message, attempts and cause.
   */
  constructor({ format, bytes, lastEvent, attempts = [], cause }: TruncatedErrorOptions) {
    const behind = lastEvent ? `, behind ${JSON.stringify(lastEvent)}` : "";
    super(
      `Stream ended early: ${format} isn't complete after ${bytes} bytes${behind}`,
      cause === undefined ? undefined : { cause },
    );
    this.format = format;
    this.bytes = bytes;
    this.lastEvent = lastEvent;
    this.attempts = attempts;
  }

  /** Returns the message, the format, the last message and the attempts, for a log. */
  toJSON(): Record<string, unknown> {
    const { name, message, format, bytes, lastEvent, attempts } = this;
    return { name, message, format, bytes, lastEvent, attempts };
  }
}
