import { TimeoutError } from "../mod.ts";
import { fixedLength } from "./fixed_length.ts";
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
  const { body, headers, status, statusText } = response;
  if (!body) return response;
  const length = headers.get("content-length");
  const replaced = length !== null
    ? fixedLength(body, Number(length))
    : isEventStream(headers)
    ? sseTail(body, errorEvent)
    : body;
  return replaced === body ? response : new Response(replaced, { status, statusText, headers });
}

function isEventStream(headers: Headers): boolean {
  return /^text\/event-stream\b/i.test(headers.get("content-type") ?? "");
}

/** Makes an event on which the SDKs throw, its message theirs. */
function errorEvent(cause: unknown): string {
  const error = cause instanceof TimeoutError
    ? errorMember("upstream_stale", cause.message)
    : errorMember("upstream_broken", "Upstream broke off in the middle of its answer: what came is incomplete");
  return `event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`;
}
