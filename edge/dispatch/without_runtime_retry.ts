import { byteStream } from "../body/byte_stream.ts";
import { SizedBlob } from "../runtime/sized_blob.ts";

/** The second argument of `fetch` on Deno. */
export type ClientInit = RequestInit & { readonly client?: unknown };

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];
// Bun never retries these.
const NOT_RETRIED_BY_BUN = ["POST", "PATCH"];

/**
 * Returns an `init` with which Deno sends a request once, if the request can have a side effect.
 *
 * When a kept connection closes without an answer, Deno's `fetch` retries the request by itself, unless its body is a
 * stream. A stream of known length still has its `Content-Length`, and its connection is still reused.
 *
 * @param input The first argument of `fetch`.
 * @param init The second argument of `fetch`.
 * @param length Length of the body in bytes, if it's known.
 * @param unpooled A client that reuses no connection. A request without a body needs a new one.
 * @returns The new second argument.
 */
export function withoutDenoRetry(
  input: string | URL | Request,
  init: ClientInit,
  length: number | undefined,
  unpooled: unknown,
): ClientInit {
  if (SAFE_METHODS.includes(methodOf(input, init))) return init;
  const body = init.body ?? (input instanceof Request ? input.body : undefined);
  if (length === 0) return { ...init, body: new Uint8Array(), client: unpooled };
  if (body === null || body === undefined) return { ...init, client: unpooled };
  if (body instanceof ReadableStream) {
    return length === undefined ? init : { ...init, body: new SizedBlob(body, length) };
  }
  const bytes = bytesOf(body);
  return bytes ? { ...init, body: new SizedBlob(byteStream(bytes), bytes.byteLength) } : init;
}

/**
 * Returns an `init` with which Bun sends a request once, if the request can have a side effect.
 *
 * When a kept connection closes without an answer, Bun's `fetch` retries methods other than POST and PATCH, with a
 * stream as their body, too.
 *
 * @param input The first argument of `fetch`.
 * @param init The second argument of `fetch`.
 * @returns The new second argument.
 */
export function withoutBunRetry(input: string | URL | Request, init: ClientInit): ClientInit {
  const method = methodOf(input, init);
  return SAFE_METHODS.includes(method) || NOT_RETRIED_BY_BUN.includes(method) ? init : { ...init, keepalive: false };
}

function methodOf(input: string | URL | Request, init: ClientInit): string {
  return (init.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer ? body as Uint8Array<ArrayBuffer> : undefined;
}
