import type { FetchRequest } from "./request/fetch_request.ts";

/**
 * Tells whether a request has an early first byte, or is safe to repeat: only
 * then does a missing byte mean a dead connection, and a re-fetch no harm.
 *
 * @param request The request.
 * @returns `true` for GET, HEAD and OPTIONS, for `Accept: text/event-stream`, and
 * for a JSON body whose top level holds `"stream": true`.
 */
export function guard(request: FetchRequest): boolean {
  return /^(GET|HEAD|OPTIONS)$/.test(request.method) ||
    // The search spares the parser every body that cannot ask for a stream.
    !!request.text()?.includes('"stream"') && Object(request.json()).stream === true ||
    // Last, since each look at the headers copies them.
    /text\/event-stream/i.test(request.headers.get("accept") ?? "");
}
