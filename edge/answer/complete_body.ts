import { TimeoutError } from "../../mod.ts";
import { fixedLength } from "../body/fixed_length.ts";
import { ShutdownError } from "../shutdown/shutdown_error.ts";
import { isEventStream } from "../headers/is_event_stream.ts";
import { errorMember } from "./problem.ts";
import { sseTail } from "./sse_tail.ts";

/**
 * Makes a response whose body, should the upstream break off, cannot be taken for
 * complete: a body of known length falls short of it, and one of Server-Sent
 * Events ends with an `error` event.
 *
 * @param response The upstream's, its headers those that the client is sent.
 */
export function completeBody(response: Response): Response {
  const { body, headers } = response;
  if (!body) return response;
  const length = headers.get("content-length");
  if (length !== null) return withLength(response, body, Number(length));
  return isEventStream(headers) ? withBody(response, sseTail(body, errorEvent)) : response;
}

function withLength(response: Response, body: ReadableStream<Uint8Array>, length: number): Response {
  const fixed = fixedLength(body, length);
  if (fixed === body) return response;
  // Without an encoding Cloudflare would choose one, and the length be lost.
  if (!response.headers.has("content-encoding")) response.headers.set("content-encoding", "identity");
  return withBody(response, fixed);
}

function withBody({ status, statusText, headers }: Response, body: ReadableStream<Uint8Array>): Response {
  return new Response(body, { status, statusText, headers });
}

function errorOf(cause: unknown): object {
  if (cause instanceof ShutdownError) return errorMember("shutting_down", cause.message);
  if (cause instanceof TimeoutError) {
    return errorMember(cause.phase === "stale" ? "upstream_stale" : "upstream_timeout", cause.message);
  }
  return errorMember("upstream_broken", "Upstream broke off in the middle of its answer: what came is incomplete");
}

/** Makes an event on which the SDKs throw, its message theirs. */
function errorEvent(cause: unknown): string {
  const error = errorOf(cause);
  return `event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`;
}
