import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/**
 * Writes a response through Node's server, its body as it comes. If the body errors, the connection closes: the client must
 * not take it for complete.
 *
 * @param response The response.
 * @param outgoing Where it's written to.
 */
export function writeResponse({ status, headers, body }: Response, outgoing: ServerResponse): void {
  outgoing.writeHead(status, headersOf(headers));
  if (!body) return void outgoing.end();
  const reader = body.getReader();
  let hasWritten = false;

  // No async functions here: they would add turns of the microtask queue to each chunk.
  function pump(): void {
    reader.read().then(take, breakOff);
  }

  function take({ done, value }: ReadableStreamReadResult<Uint8Array>): void {
    if (outgoing.destroyed) return;
    hasWritten = true;
    if (done) outgoing.end();
    else if (outgoing.write(value)) pump();
    else outgoing.once("drain", pump);
  }

  function breakOff(): void {
    if (!hasWritten) outgoing.flushHeaders();
    outgoing.socket?.destroySoon();
  }

  outgoing.once("close", () => reader.cancel().catch(() => {}));
  pump();
  // A first chunk that's there already goes out in one packet with the head.
  setImmediate(() => {
    if (!hasWritten && !outgoing.destroyed) outgoing.flushHeaders();
  });
}

function headersOf(headers: Headers): OutgoingHttpHeaders {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...cookies.length > 0 && { "set-cookie": cookies } };
}
