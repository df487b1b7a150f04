import { byteStream } from "../body/byte_stream.ts";
import { SizedBlob } from "../body/sized_blob.ts";

/** What `fetch` takes on Deno beside the standard's. */
export type ClientInit = RequestInit & { readonly client?: unknown };

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

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
  const source = input instanceof Request ? input : undefined;
  const method = (init.method ?? source?.method ?? "GET").toUpperCase();
  if (SAFE_METHODS.includes(method)) return init;
  const body = init.body ?? source?.body;
  if (length === 0) return { ...init, body: new Uint8Array(), client: unpooled };
  if (body === null || body === undefined) return { ...init, client: unpooled };
  if (body instanceof ReadableStream) {
    return length === undefined ? init : { ...init, body: new SizedBlob(body, length) };
  }
  const bytes = bytesOf(body);
  return bytes ? { ...init, body: new SizedBlob(byteStream(bytes), bytes.byteLength) } : init;
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer ? body as Uint8Array<ArrayBuffer> : undefined;
}
