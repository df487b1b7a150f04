import type { FetchTiming } from "../mod.ts";

// Encodings that `fetch` takes off a body on every runtime this proxy runs on.
const DECODED = /^(gzip|br)$/i;
// What an upstream says of its own origin is not true of the proxy's.
const OF_UPSTREAM = /^(access-control-.*|alt-svc|proxy-connection|x-firstbyte-.*)$/;

/**
 * Takes out of a response what its upstream may not say here, and puts in how it
 * came to be.
 *
 * @param headers The response's, without those that name a connection.
 * @param encoding The upstream's `content-encoding`.
 * @param timing How the response came to be.
 */
export function rewriteResponseHeaders(
  headers: Headers,
  encoding: string | null,
  timing: FetchTiming | undefined,
): void {
  for (const name of [...headers.keys()]) {
    if (OF_UPSTREAM.test(name)) headers.delete(name);
  }
  // The body is still in an encoding that nobody here took off.
  if (encoding && !DECODED.test(encoding)) headers.set("content-encoding", encoding);
  if (timing) setTimingHeaders(headers, timing.attempts.length, timing.firstByte);
}

/**
 * Sets what every proxied response carries.
 *
 * @param attempts Attempts made.
 * @param firstByte Milliseconds to the first byte, if it came.
 */
export function setTimingHeaders(headers: Headers, attempts: number, firstByte?: number): void {
  headers.set("x-firstbyte-attempts", String(attempts));
  if (firstByte !== undefined) headers.append("server-timing", `ttfb;dur=${firstByte.toFixed(1)}`);
}
