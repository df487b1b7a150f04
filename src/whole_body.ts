import { runtime } from "./runtime.ts";

// undici, which would hold its connection until the rest is read, has read at least as much as this ahead.
const MOST = 16_384;

/**
 * Makes a body of a chunk that is all of a response's body, so that there is
 * nothing to wait for any more, and nobody whose connection is held.
 *
 * @param response The response.
 * @param chunk The first chunk of its body.
 * @returns A body that takes a reader with a buffer, as the response's own does, or `undefined` where more may follow.
 */
export function wholeBody(response: Response, chunk: Uint8Array<ArrayBuffer>): BodyInit | undefined {
  if (!isWhole(response, chunk)) return undefined;
  // One around bytes is faster on Bun, and on Deno none of bytes.
  if (runtime.Bun) return chunk;
  return new ReadableStream({
    type: "bytes",
    start(controller) {
      controller.enqueue(chunk);
      controller.close();
    },
  });
}

/**
 * Tells whether a chunk is all of a response's body. A length is believed only
 * where it cannot mean anything else: of what the platform itself received, since a
 * program may put the headers of one response around the body of another; where no
 * encoding has it count other bytes (RFC 9112, section 6.3); and over HTTP/1.1,
 * which alone has `Connection`: over HTTP/2 the end of a body may come after its
 * last byte, and who let go of it before would reset the stream.
 */
function isWhole(response: Response, { byteLength }: Uint8Array): boolean {
  const { headers, type } = response;
  // On Bun it is "default", like a program's own, which has no URL.
  const isReceived = type === "basic" || runtime.Bun !== undefined && response.url !== "";
  return isReceived && byteLength < MOST && String(byteLength) === headers.get("content-length") &&
    headers.has("connection") && !headers.has("content-encoding") && !headers.has("transfer-encoding");
}
