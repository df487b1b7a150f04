import { byteStream } from "../body/byte_stream.ts";
import { SizedBlob } from "../runtime/sized_blob.ts";

/** What `fetch` takes on Deno beside the standard's. */
export type ClientInit = RequestInit & { readonly client?: unknown };

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];
const BUN_SENDS_ONCE = ["POST", "PATCH"];

/**
 * Makes arguments by which Deno sends a request that can have a side effect once.
 *
 * When a kept connection closes without an answer, Deno's `fetch` sends the request again by itself, unless its body is
 * a stream. As a stream of known length it keeps its `Content-Length`, and the connections are kept, too.
 *
 * @param input The first argument.
 * @param init The second argument.
 * @param length Bytes of the body, where they're known.
 * @param unpooled A client that keeps no connection: without a body, only a new connection is safe.
 */
export function sentOnce(
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
 * Makes arguments by which Bun sends a request that can have a side effect once: when a kept connection closes without an
 * answer, it sends others again by itself, as a stream, too.
 *
 * @param input The first argument.
 * @param init The second argument.
 */
export function sentOnceByBun(input: string | URL | Request, init: ClientInit): ClientInit {
  const method = methodOf(input, init);
  return SAFE_METHODS.includes(method) || BUN_SENDS_ONCE.includes(method) ? init : { ...init, keepalive: false };
}

function methodOf(input: string | URL | Request, init: ClientInit): string {
  return (init.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer ? body as Uint8Array<ArrayBuffer> : undefined;
}
