import type { ClientInit } from "./without_runtime_retry.ts";

/**
 * Returns an `init` with which Node and Bun send a stream with a `Content-Length`: some upstreams reject chunked
 * bodies. Both runtimes check that the stream has that length. Workers take the length from the stream itself.
 *
 * @param input The first argument of `fetch`.
 * @param init The second argument of `fetch`.
 * @param length Length of the body in bytes, if it's known.
 * @returns The new second argument.
 */
export function withLength(input: string | URL | Request, init: ClientInit, length: number | undefined): ClientInit {
  const source = input instanceof Request ? input : undefined;
  const body = init.body ?? source?.body;
  if (length === undefined || !(body instanceof ReadableStream) || "FixedLengthStream" in globalThis) return init;
  const headers = new Headers(init.headers ?? source?.headers);
  headers.set("content-length", String(length));
  return { ...init, headers };
}
