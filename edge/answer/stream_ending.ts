import type { Format, Framing, StreamRequest } from "../../mod.ts";
import { errorMember } from "./problem.ts";
import { EventBoundary } from "../body/event_boundary.ts";
import { ArrayBoundary } from "../body/array_boundary.ts";
import type { Boundary } from "../body/boundary.ts";
import { LineBoundary } from "../body/line_boundary.ts";
import { isEncoded } from "../headers/is_encoded.ts";
import { isEventStream } from "../headers/is_event_stream.ts";
import { breakWords } from "./break_words.ts";

/** What a stream is cut by, and how a client is told that it broke. */
export interface StreamEnding {
  readonly boundary: Boundary;
  /**
   * Returns what is to follow the bytes let through; `undefined` where only a broken connection tells.
   *
   * @param cause What the stream broke with.
   * @param last The last bytes let through, from the beginning of a message on.
   */
  lastWords(cause: unknown, last: Uint8Array): string | undefined;
}

/** The stream that a request asks for, as far as it's known. */
export interface KnownStream {
  readonly stream: StreamRequest | undefined;
  readonly format: Format | undefined;
}

/**
 * Returns how a response ends where it breaks off.
 *
 * @param response The response, its body as it is sent.
 * @param known What its request asks for.
 * @returns `undefined` where nothing can be added to it.
 */
export function streamEnding(response: Response, { stream, format }: KnownStream): StreamEnding | undefined {
  if (isEncoded(response.headers)) return undefined;
  const framing = stream && format?.framing(response);
  if (stream && format && framing && framing !== "bytes") return new FormatEnding(stream, format, framing, response);
  return isEventStream(response.headers) ? new EventEnding() : undefined;
}

/** The ending of Server-Sent Events of which nothing else is known. */
class EventEnding implements StreamEnding {
  readonly boundary = eventBoundary();

  lastWords(cause: unknown): string {
    const { code, message } = breakWords(cause);
    return `event: error\ndata: ${JSON.stringify({ type: "error", error: errorMember(code, message) })}\n\n`;
  }
}

/** The ending that the official SDK of a format throws on. */
class FormatEnding implements StreamEnding {
  readonly boundary: Boundary;
  readonly #stream: StreamRequest;
  readonly #format: Format;
  readonly #framing: Framing;
  readonly #response: Response;

  constructor(stream: StreamRequest, format: Format, framing: Framing, { headers }: Response) {
    this.boundary = framing === "lines"
      ? new LineBoundary()
      : framing === "array"
      ? new ArrayBoundary()
      : eventBoundary();
    this.#stream = stream;
    this.#format = format;
    this.#framing = framing;
    this.#response = new Response(null, { headers });
  }

  lastWords(cause: unknown, last: Uint8Array): string | undefined {
    const words = { ...breakWords(cause), begun: this.boundary.hasBegun, sequence: this.#sequence(last) };
    return this.#format.lastWords(this.#framing, words, this.#stream);
  }

  #sequence(last: Uint8Array): number | undefined {
    const judge = this.#format.judge(this.#stream, this.#response);
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
      // Nobody is told of a torn event whose `id` is out: its reader resumes before it.
      return boundary.hasTornId ? undefined : boundary.separator;
    },
    hasBegun: true,
  };
}
