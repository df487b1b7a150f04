import type { FetchTiming } from "../../mod.ts";
import type { Attempts } from "../attempts/attempts.ts";

/**
 * Sets what every proxied response carries.
 *
 * @param headers The response's.
 * @param attempts The attempts made; each is named if there was more than one.
 * @param timing When the first byte and the first content came, if they did.
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
