import type { FetchTiming } from "../../mod.ts";
import type { Attempts } from "../attempts/attempts.ts";

/**
 * Sets `x-firstbyte-attempts` and `Server-Timing`.
 *
 * @param headers The headers of the response.
 * @param attempts The attempts. Each gets an entry if there was more than one.
 * @param timing Times of the first byte and the first content, if they came.
 */
export function setTimingHeaders(headers: Headers, attempts: Attempts, timing?: FetchTiming): void {
  headers.set("x-firstbyte-attempts", String(attempts.count));
  const { firstByte, firstContent } = timing ?? {};
  if (firstByte !== undefined) headers.append("server-timing", `ttfb;dur=${firstByte.toFixed(1)}`);
  if (firstContent !== undefined) headers.append("server-timing", `content;dur=${firstContent.toFixed(1)}`);
  if (attempts.count < 2) return;
  for (const [index, { hedge, outcome, elapsed }] of attempts.summaries.entries()) {
    const name = `${hedge ? "hedge" : "attempt"}${index + 1}`;
    headers.append("server-timing", `${name};desc="${outcome}";dur=${elapsed.toFixed(1)}`);
  }
}
