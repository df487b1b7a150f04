import type { Format, Framing, StreamRequest } from "../../mod.ts";
import { errorMember } from "./problem.ts";
import { EventBoundary } from "../body/event_boundary.ts";
import { ArrayBoundary } from "../body/array_boundary.ts";
import type { Boundary } from "../body/boundary.ts";
import { LineBoundary } from "../body/line_boundary.ts";
import { isEncoded } from "../headers/is_encoded.ts";
import { isEventStream } from "../headers/is_event_stream.ts";
import { describeBreak } from "./describe_break.ts";

/** How a stream ends if it breaks off. */
export interface StreamEnding {
  /** Cuts the stream at the ends of its messages. */
  readonly boundary: Boundary;
  /**
   * Returns the last message of a stream that broke.
   *
   * @param cause The error that the stream broke with.
   * @param last The last bytes that were passed on. They begin with a message.
   * @returns The message; `undefined` if only a closed connection can show the break.
   */
  lastWords(cause: unknown, last: Uint8Array): string | undefined;
}

/** The stream that a request asks for, if a format recognizes it. */
export interface KnownStream {
  readonly stream: StreamRequest | undefined;
  readonly format: Format | undefined;
}

/**
 * Returns how a response ends if it breaks off.
 *
 * @param response The response.
 * @param known The stream that its request asks for.
 * @returns The ending; `undefined` if no message can be appended.
 */
export function streamEnding(response: Response, { stream, format }: KnownStream): StreamEnding | undefined {
  if (isEncoded(response.headers)) return undefined;
  const framing = stream && format?.framing(response);
  if (stream && format && framing && framing !== "bytes") return new FormatEnding(stream, format, framing, response);
  return isEventStream(response.headers) ? new EventEnding() : undefined;
}

/** The ending of Server-Sent Events of an unknown format. */
class EventEnding implements StreamEnding {
  readonly boundary = eventBoundary();

  lastWords(cause: unknown): string {
    const { code, message } = describeBreak(cause);
    return `event: error\ndata: ${JSON.stringify({ type: "error", error: errorMember(code, message) })}\n\n`;
  }
}

/** The ending of a known format, on which its official SDK throws. */
class FormatEnding implements StreamEnding {
  readonly boundary: Boundary;
  readonly #stream: StreamRequest;
  readonly #format: Format;
  readonly #framing: Framing;
  readonly #headers: Headers;

  constructor(stream: StreamRequest, format: Format, framing: Framing, { headers }: Response) {
    this.boundary = framing === "lines"
      ? new LineBoundary()
      : framing === "array"
      ? new ArrayBoundary()
      : eventBoundary();
    this.#stream = stream;
    this.#format = format;
    this.#framing = framing;
    this.#headers = headers;
  }

  lastWords(cause: unknown, last: Uint8Array): string | undefined {
    const words = { ...describeBreak(cause), begun: this.boundary.hasBegun, sequence: this.#sequence(last) };
    return this.#format.lastWords(this.#framing, words, this.#stream);
  }

  #sequence(last: Uint8Array): number | undefined {
    const judge = this.#format.judge(this.#stream, new Response(null, { headers: this.#headers }));
    judge?.skim(last);
    return judge?.end().sequence;
  }
}

function eventBoundary(): Boundary {
  const boundary = new EventBoundary();
  return {
    push: (chunk) => boundary.push(chunk),
    rest: () => boundary.rest(),
    get separator() {
      // No message, if the `id` of a partial event was passed on. The client then resumes before that event.
      return boundary.hasPartialId ? undefined : boundary.separator;
    },
    hasBegun: true,
  };
}
