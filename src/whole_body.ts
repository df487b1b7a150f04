// undici, which would hold its connection until the rest is read, has read at least as much as this ahead.
const MOST = 16_384;

/**
 * Makes a body of a chunk that is all of a response's body, so that there is
 * nothing to wait for any more, and nobody whose connection is held.
 *
 * @param response The response.
 * @param chunk The first chunk of its body.
 * @param init What it was asked for by.
 * @param hidesType Whether the runtime, Bun, gives what it received the type of what a program made.
 * @returns A body that takes a reader with a buffer, as the response's own does, or `undefined` where more may follow;
 * the stream detaches the chunk once it is read.
 */
export function wholeBody(
  response: Response,
  chunk: Uint8Array<ArrayBuffer>,
  init: object,
  hidesType: boolean,
): BodyInit | undefined {
  // What goes by a client of the caller's may be changed on its way.
  if ("client" in init || "dispatcher" in init || !isReceived(response, hidesType) || !isAll(response, chunk)) {
    return undefined;
  }
  // On Bun a response around bytes is the faster one; elsewhere its body might be no byte stream, as the platform's is.
  if (hidesType) return chunk;
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      if (chunk.byteLength) return controller.enqueue(chunk);
      // Not together with the chunk: a reader that asks for more bytes than there are would be given none.
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

/** Tells what the platform received from what a program made, perhaps with the headers of one response around the body of another. */
function isReceived(response: Response, hidesType: boolean): boolean {
  if (Object.getPrototypeOf(response) !== Response.prototype) return false;
  // By a property of its own it may pass for what it is not.
  if (Object.getOwnPropertyNames(response).length > 0) return false;
  // On Bun the type is "default", like that of a program's own, which has no URL.
  return response.type === "basic" || hidesType && response.url !== "";
}

/**
 * Tells whether a chunk is all of a body, by its length, where that cannot mean
 * anything else: no encoding has it count other bytes (RFC 9112, section 6.3), and
 * it is HTTP/1.1, which alone has `Connection`: over HTTP/2 the end of a body may
 * come after its last byte, and who let go of it before would reset the stream.
 */
function isAll({ headers }: Response, { byteLength }: Uint8Array): boolean {
  return byteLength < MOST && String(byteLength) === headers.get("content-length") &&
    headers.has("connection") && !headers.has("content-encoding") && !headers.has("transfer-encoding");
}
