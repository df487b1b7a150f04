import type { FetchRequest } from "./fetch_request.ts";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Tells whether a request has an early first byte, or is safe to repeat: only
 * then does a missing byte mean a dead connection, and a re-fetch no harm.
 *
 * @param request The request.
 * @returns `true` for GET, HEAD and OPTIONS, for `Accept: text/event-stream`, and
 * for a JSON body whose top level holds `"stream": true`.
 */
export function guard(request: FetchRequest): boolean {
  if (SAFE_METHODS.includes(request.method)) return true;
  if (request.headers.get("accept")?.includes("text/event-stream")) return true;
  // The search spares the parser every body that cannot ask for a stream.
  if (!request.text()?.includes('"stream"')) return false;
  return (request.json() as { stream?: unknown } | null | undefined)?.stream === true;
}
