import type { FetchRequest } from "../request/fetch_request.ts";
import type { StreamRequest } from "../request/stream_request.ts";

/** A failure that a stream reports in a message of its own. */
export interface StreamFailure {
  /** Tells it from the other verdicts. */
  readonly kind: "failure";
  /** The status that it stands for. */
  readonly status: number;
  /** Whether the same request may succeed later. */
  readonly transient: boolean;
  /** The type or code that the message gives. */
  readonly code?: string | undefined;
}

/**
 * What a message of a stream means.
 *
 * | kind | the message |
 * | --- | --- |
 * | `"prelude"` | says nothing yet: lifecycle, pings, roles, empty deltas |
 * | `"content"` | is part of the answer, or shows that the server acts; so is every message of unknown shape |
 * | `"end"` | is a sign that the answer is whole |
 * | `"failure"` | says that no answer follows |
 */
export type Verdict = { readonly kind: "prelude" | "content" | "end" } | StreamFailure;

/** How a stream ended. */
export interface StreamEnd {
  /**
   * The verdict on a last message without its delimiter. It's content if the body has another framing than its type
   * says, and prelude if there's no such message.
   */
  readonly verdict: Verdict;
  /** Whether the answer is whole, or reported its own failure, as far as the format knows. */
  readonly complete: boolean;
  /** Name of the last message, such as `"response.output_text.delta"`. */
  readonly lastEvent?: string | undefined;
  /** Sequence number of the last message, where the API numbers them. */
  readonly sequence?: number | undefined;
}

/** Judges the body of one response. Its verdicts don't depend on where the bytes are cut. */
export interface StreamJudge {
  /**
   * Takes the next chunk.
   *
   * It may also be called after the commit, to watch for content.
   *
   * @returns The verdict on the first of its messages that isn't prelude; prelude if there's none. A message that is
   * both content and an end is an end.
   */
  push(chunk: Uint8Array): Verdict;
  /** Takes the next chunk after the commit, without judging its messages: cheaper than {@linkcode push}. */
  skim(chunk: Uint8Array): void;
  /** Judges the end of the body. */
  end(): StreamEnd;
}

/** The error that a client gets when its stream breaks. */
export interface LastWords {
  /** A code such as `"upstream_stale"`. */
  readonly code: string;
  /** A sentence for a reader. */
  readonly message: string;
  /** Status code that a client may report for it, from 400 to 599. */
  readonly status: number;
  /** Whether a message was sent before; by default `true`. */
  readonly begun?: boolean | undefined;
  /** Sequence number of the last message that was sent, where the API numbers them: see {@linkcode StreamEnd}. */
  readonly sequence?: number | undefined;
}

/** How the messages of a body are framed. */
export type Framing = "events" | "lines" | "array" | "bytes";

/** A streaming wire format. Formats are pure: no timers, no fetch, no state of their own. */
export interface Format {
  /** Name of the format, such as `"openai-responses"`. */
  readonly name: string;
  /** Whether the API sends its first bytes long before it has content. */
  readonly greetsEarly: boolean;
  /** Returns the stream that a request asks for; `undefined` if it asks for no stream of this format. */
  recognize(request: FetchRequest): StreamRequest | undefined;
  /**
   * Returns the milliseconds that a request's first attempt has for its first content, or `false` for no bound.
   *
   * @param stream What the request asks for.
   * @param bodyBytes Bytes of the request's body, if they are known.
   */
  contentTimeout(stream: StreamRequest, bodyBytes: number | undefined): number | false;
  /**
   * Returns how the messages of a response are framed; `undefined` if its content type isn't one of the format.
   * `"bytes"` can't be judged, and nothing can be appended.
   */
  framing(response: Response): Framing | undefined;
  /** Begins to judge the body of a response; `undefined` if it can't be judged. */
  judge(stream: StreamRequest, response: Response): StreamJudge | undefined;
  /**
   * Returns the last bytes of a broken stream, before its connection closes. The API's official SDK throws on them,
   * with the message if it can. They follow a whole message, or in an array an element, before its comma. `undefined`
   * if only a broken connection makes the SDK throw.
   *
   * @param stream What the request asks for.
   */
  lastWords(framing: Framing, words: LastWords, stream: StreamRequest): string | undefined;
  /**
   * Returns a message that keeps a client of the API waiting, and that the client ignores. It follows a whole message,
   * or comes first. `undefined` if the API has no such message.
   *
   * @param stream What the request asks for.
   */
  signOfLife(framing: Framing, stream: StreamRequest): string | undefined;
}
