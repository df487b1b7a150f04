import type { Attempts } from "../upstreams/attempts.ts";
import { endToEndHeaders } from "./end_to_end_headers.ts";

// Encodings that `fetch` takes off a body on every runtime this proxy runs on; workerd knows them by no other spelling.
const DECODED = navigator.userAgent === "Cloudflare-Workers" ? /^(gzip|br)$/ : /^(gzip|br)$/i;
// What an upstream says of its own origin is not true of the proxy's.
const OF_UPSTREAM = /^(access-control-.*|alt-svc|x-firstbyte-.*)$/;

/**
 * Copies the headers of a response, without what its upstream may not say here.
 *
 * @param headers The response's.
 * @param retryAfter The upstream's `retry-after`, where that was put aside.
 */
export function returnedHeaders(headers: Headers, retryAfter: string | null | undefined): Headers {
  const encoding = headers.get("content-encoding");
  // Without its encoding a body has another length; one that nobody here took off is left on.
  const ofEncoding = encoding === null ? [] : ["content-length", ...DECODED.test(encoding) ? ["content-encoding"] : []];
  const copy = endToEndHeaders(headers, (name) => ofEncoding.includes(name) || OF_UPSTREAM.test(name));
  if (retryAfter === null) copy.delete("retry-after");
  else if (retryAfter !== undefined) copy.set("retry-after", retryAfter);
  return copy;
}

/**
 * Sets what every proxied response carries.
 *
 * @param headers The response's.
 * @param attempts The attempts made; each is named if there was more than one.
 * @param firstByte Milliseconds to the first byte, if it came.
 */
export function setTimingHeaders(headers: Headers, attempts: Attempts, firstByte?: number): void {
  headers.set("x-firstbyte-attempts", String(attempts.count));
  if (firstByte !== undefined) headers.append("server-timing", `ttfb;dur=${firstByte.toFixed(1)}`);
  if (attempts.count < 2) return;
  for (const [index, { hedge, outcome, elapsed }] of attempts.summaries.entries()) {
    const name = `${hedge ? "hedge" : "attempt"}${index + 1}`;
    headers.append("server-timing", `${name};desc="${outcome}";dur=${elapsed.toFixed(1)}`);
  }
}
