import { isDecoded } from "../runtime/is_decoded.ts";
import { dropHeaders } from "./drop_headers.ts";

// What an upstream says of its own origin is not true of the proxy's.
const OF_UPSTREAM = /^(access-control-.*|alt-svc|proxy-connection|x-firstbyte-.*)$/;

/**
 * Takes out of a response what its upstream may not say here, and puts in how it
 * came to be.
 *
 * @param headers The response's, without those that name a connection.
 * @param request Those that it was sent.
 * @param upstream The upstream's, as they came, if it was asked.
 */
export function rewriteResponseHeaders(
  headers: Headers,
  request: Headers,
  upstream: Headers | undefined,
): void {
  dropHeaders(headers, (name) => OF_UPSTREAM.test(name));
  const encoding = upstream?.get("content-encoding");
  const length = upstream?.get("content-length");
  // The body is still in an encoding that nobody here took off, and as long as it was.
  if (encoding && !isDecoded(encoding, request)) {
    headers.set("content-encoding", encoding);
    // Of encodings in lines of their own, Deno takes the first off.
    if (length && !encoding.includes(",")) headers.set("content-length", length);
  }
  // Chunks count, whatever length is named beside them (RFC 9112, section 6.3).
  if (upstream?.has("transfer-encoding")) headers.delete("content-length");
}
