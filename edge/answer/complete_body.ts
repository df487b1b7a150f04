import { fixedLength } from "../runtime/fixed_length.ts";
import { type KnownStream, streamEnding } from "./stream_ending.ts";
import { wordedTail } from "./worded_tail.ts";

/**
 * Makes a response whose body, should the upstream break off, cannot be taken for
 * complete: a body of known length falls short of it, and a stream ends with words
 * that its client knows for an error.
 *
 * @param response The upstream's, its headers those that the client is sent.
 * @param known What its request asks for.
 */
export function completeBody(response: Response, known: KnownStream): Response {
  const { body, headers } = response;
  if (!body) return response;
  const length = headers.get("content-length");
  if (length !== null) return withLength(response, body, Number(length));
  const ending = streamEnding(response, known);
  if (!ending) return response;
  keepUnencoded(headers);
  return withBody(response, wordedTail(body, ending));
}

/** Has nobody choose an encoding, as Cloudflare does of JSON: what is in one is lost where it breaks. */
export function keepUnencoded(headers: Headers): void {
  if (/^application\/json\b/i.test(headers.get("content-type") ?? "")) headers.set("content-encoding", "identity");
}

function withLength(response: Response, body: ReadableStream<Uint8Array>, length: number): Response {
  const fixed = fixedLength(body, length);
  if (fixed === body) return response;
  // Without an encoding Cloudflare would choose one, and the length be lost.
  if (!response.headers.has("content-encoding")) response.headers.set("content-encoding", "identity");
  return withBody(response, fixed);
}

function withBody({ status, statusText, headers }: Response, body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { status, statusText, headers });
}
