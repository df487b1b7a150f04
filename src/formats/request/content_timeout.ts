import type { Effort, StreamRequest } from "../../request/stream_request.ts";

const LEAST: Record<Effort, number> = { low: 0, medium: 120_000, high: 300_000, max: 600_000 };

/**
 * Returns the milliseconds that a request's first attempt has for its first content.
 *
 * | number | from |
 * | --- | --- |
 * | 60, 120, 180 s | an agent ended up there, since a fixed 45 s had cut off healthy prompts above about 25k tokens: up to 10k tokens, up to 40k, above |
 * | 120 s at medium effort | up to 100 s of healthy silence were measured there |
 * | 300 s at high effort | 100 to 170 s of healthy silence were measured; three attempts of 120 s ran into the same wall |
 * | 600 s at the highest | what the SDKs of OpenAI and Anthropic give a request |
 *
 * A token counts as four bytes. A body of unknown size counts as large. The effort counts as high if the request
 * doesn't name it, and its model may reason by default.
 *
 * @param stream What the request asks for.
 * @param bodyBytes Bytes of its body, if they are known.
 */
export function contentTimeout({ effort = "high" }: StreamRequest, bodyBytes = Infinity): number {
  const bySize = bodyBytes <= 40_000 ? 60_000 : bodyBytes <= 160_000 ? 120_000 : 180_000;
  return Math.max(bySize, LEAST[effort]);
}
