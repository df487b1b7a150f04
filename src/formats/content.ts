import type { LifeSign } from "../events/life_sign.ts";

/**
 * Makes a sign of life for `firstByteOn` and `progressOn`: content, by the format that recognized the request. Pings, lifecycle
 * events, comments and empty deltas are none. Without a format every chunk is one.
 *
 * A server that runs a tool of its own may send pings alone for minutes, so give it time: see `staleTimeout`.
 *
 * @returns The sign.
 *
 * @example A stream of which pings alone are left is stale
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
