import { fixedLength } from "../runtime/fixed_length.ts";
import { type KnownStream, streamEnding } from "./stream_ending.ts";
import { appendLastWords } from "./append_last_words.ts";

/**
 * Creates a response that never looks complete if the upstream breaks it off. A body of known length is too short, and
 * a stream ends with an error message of its API.
 *
 * @param response The response, with the headers for the client.
 * @param known The stream that the request asks for.
 * @returns The new response.
 */
export function completeBody(response: Response, known: KnownStream): Response {
  const { body, headers } = response;
  if (!body) return response;
  const length = headers.get("content-length");
  if (length !== null) return withLength(response, body, Number(length));
  const ending = streamEnding(response, known);
  if (!ending) return response;
  keepUnencoded(headers);
  return withBody(response, appendLastWords(body, ending));
}

/** Keeps Cloudflare from compressing JSON: a compressed body that breaks off loses its last words. */
export function keepUnencoded(headers: Headers): void {
  if (/^application\/json\b/i.test(headers.get("content-type") ?? "")) headers.set("content-encoding", "identity");
}

function withLength(response: Response, body: ReadableStream<Uint8Array>, length: number): Response {
  const fixed = fixedLength(body, length);
  if (fixed === body) return response;
  // Without this, Cloudflare may compress the body, which drops its length.
  if (!response.headers.has("content-encoding")) response.headers.set("content-encoding", "identity");
  return withBody(response, fixed);
}

function withBody({ status, statusText, headers }: Response, body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { status, statusText, headers });
}
