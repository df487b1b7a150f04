import type { CallRequest } from "../request/call_request.ts";
import type { AttemptHost } from "./attempt_host.ts";

const STALE = 300_000;

/** Returns whether a request is a GET for an event stream, whose silence after the headers is healthy. */
export function listens({ method, headers }: CallRequest): boolean {
  return method === "GET" && /text\/event-stream/i.test(headers.get("accept") ?? "");
}

/**
 * Returns the milliseconds that the answer to a request may be silent, or `false` for no bound. A subscription
 * has no bound by default, unless it could be resumed.
 *
 * @param host The call.
 * @param request The request.
 */
export function staleLimit({ options: { staleTimeout, resume } }: AttemptHost, request: CallRequest): number | false {
  const byDefault = resume.length === 0 && listens(request) ? false : STALE;
  return (staleTimeout ?? byDefault) || false;
}
