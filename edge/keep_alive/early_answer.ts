import type { Framing } from "../../mod.ts";
import type { KnownStream } from "../answer/stream_ending.ts";

/** An answer that begins before the upstream has answered. */
export interface EarlyAnswer {
  readonly known: Required<KnownStream>;
  /** Content type. */
  readonly type: string;
  readonly framing: Framing;
  /** A message that keeps the client alive, and that it ignores. */
  readonly sign: string;
}

/**
 * Returns the early answer to a request for a stream.
 *
 * @param known The stream that the request asks for.
 * @param url URL of the request.
 * @returns The answer; `undefined` if its API has no message that keeps a client alive.
 */
export function earlyAnswer(known: KnownStream, url: string): EarlyAnswer | undefined {
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
