import type { LifeSign } from "../events/life_sign.ts";

/**
 * Creates a sign of life for `firstByteOn` and `progressOn`: content, as the recognized format defines it. Pings,
 * lifecycle events, comments and empty deltas don't count. Without a format, every chunk counts.
 *
 * A server that runs its own tools may send only pings for minutes, so raise `staleTimeout` for it.
 *
 * @returns The sign.
 *
 * @example A stream that sends only pings goes stale
 * ```ts
 * import { content, createFetch, openaiResponses } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [openaiResponses()], progressOn: content() });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function content(): LifeSign {
  return { detect: () => (chunk) => chunk.verdict()?.kind !== "prelude" };
}
