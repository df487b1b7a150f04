import type { Attempts } from "../attempts/attempts.ts";

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
