import type { Framing } from "../../mod.ts";
import type { KnownStream } from "../answer/stream_ending.ts";

/** What a client is promised before its upstream has answered. */
export interface PromisedAnswer {
  readonly known: Required<KnownStream>;
  readonly type: string;
  readonly framing: Framing;
  /** A message that keeps the client waiting, and changes nothing else. */
  readonly sign: string;
}

/**
 * Returns what the client of a stream can be promised, by what its API answers with.
 *
 * @param known The stream.
 * @param url The request's.
 * @returns `undefined` where nothing can keep it waiting.
 */
export function promisedAnswer(known: KnownStream, url: string): PromisedAnswer | undefined {
  const { format, stream } = known;
  if (!format || !stream) return undefined;
  for (const type of typesOf(format.name, url)) {
    const framing = format.framing(new Response(null, { headers: { "content-type": type } }));
    const sign = framing && format.signOfLife(framing, stream);
    if (framing && sign !== undefined) return { known, type, framing, sign };
  }
  return undefined;
}

function typesOf(format: string, url: string): string[] {
  const isArray = format === "gemini" && new URL(url).searchParams.get("alt") !== "sse";
  return isArray ? ["application/json"] : ["text/event-stream", "application/x-ndjson"];
}
