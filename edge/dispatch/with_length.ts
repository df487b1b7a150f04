import type { ClientInit } from "./sent_once.ts";

/**
 * Makes arguments by which Node and Bun send a stream with its length, not in chunks, which some upstreams refuse; both check
 * that it's kept. Workers take it from the stream itself.
 *
 * @param input The first argument.
 * @param init The second argument.
 * @param length Bytes of the body, where they're known.
 */
export function withLength(input: string | URL | Request, init: ClientInit, length: number | undefined): ClientInit {
  const source = input instanceof Request ? input : undefined;
  const body = init.body ?? source?.body;
  if (length === undefined || !(body instanceof ReadableStream) || "FixedLengthStream" in globalThis) return init;
  const headers = new Headers(init.headers ?? source?.headers);
  headers.set("content-length", String(length));
  return { ...init, headers };
}
