import { TimeoutError } from "../../mod.ts";
import { fixedLength } from "./fixed_length.ts";
import { errorMember } from "./problem.ts";
import { sseTail } from "./sse_tail.ts";

/**
 * Makes a response whose body, should the upstream break off, cannot be taken for
 * complete: a body of known length falls short of it, and one of Server-Sent
 * Events ends with an `error` event.
 *
 * @param response The upstream's.
 * @param headers Those that the client is sent, in the place of its own.
 */
export function completeBody({ body, status, statusText }: Response, headers: Headers): Response {
  return new Response(body && withEnd(body, headers), { status, statusText, headers });
}

function withEnd(body: ReadableStream<Uint8Array>, headers: Headers): ReadableStream<Uint8Array> {
  const length = headers.get("content-length");
  if (length === null) return isEventStream(headers) ? sseTail(body, errorEvent) : body;
  const fixed = fixedLength(body, Number(length));
  // Without an encoding Cloudflare would choose one, and the length be lost.
  if (fixed !== body && !headers.has("content-encoding")) headers.set("content-encoding", "identity");
  return fixed;
}

/** Tells whether a body is made of Server-Sent Events, as they are. */
export function isEventStream(headers: Headers): boolean {
  // To events in an encoding nothing can be added.
  return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "") && !headers.has("content-encoding");
}

/** Makes an event on which the SDKs throw, its message theirs. */
function errorEvent(cause: unknown): string {
  const error = cause instanceof TimeoutError
    ? errorMember(cause.phase === "stale" ? "upstream_stale" : "upstream_timeout", cause.message)
    : errorMember("upstream_broken", "Upstream broke off in the middle of its answer: what came is incomplete");
  return `event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`;
}
