import { isDecoded } from "../runtime/is_decoded.ts";
import { dropHeaders } from "./drop_headers.ts";

// These headers are about the upstream's origin, not the proxy's.
const OF_UPSTREAM = /^(access-control-.*|alt-svc|proxy-connection|x-firstbyte-.*)$/;

/**
 * Removes the headers of a response that are about the upstream's origin, and restores the headers of an encoded body.
 *
 * @param headers The headers of the response without hop-by-hop headers. They are changed.
 * @param request The headers of the request.
 * @param upstream The headers that the upstream sent, if it answered.
 */
export function rewriteResponseHeaders(
  headers: Headers,
  request: Headers,
  upstream: Headers | undefined,
): void {
  dropHeaders(headers, (name) => OF_UPSTREAM.test(name));
  const encoding = upstream?.get("content-encoding");
  const length = upstream?.get("content-length");
  // `fetch` hasn't decoded the body, so its encoding and length still hold.
  if (encoding && !isDecoded(encoding, request)) {
    headers.set("content-encoding", encoding);
    // Deno decodes the first of several encodings in separate header lines, which changes the length.
    if (length && !encoding.includes(",")) headers.set("content-length", length);
  }
  // `Transfer-Encoding` overrides `Content-Length` (RFC 9112, section 6.3).
  if (upstream?.has("transfer-encoding")) headers.delete("content-length");
}
