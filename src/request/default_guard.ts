import type { FetchRequest } from "./fetch_request.ts";
import { isJsonRpc } from "./is_json_rpc.ts";

/**
 * Returns whether a request may be retried if its first byte doesn't come: it has no side effect, or it asks for a
 * generated stream. `Accept` and content types don't count: every POST of an MCP client accepts `text/event-stream`,
 * even for a tool call that places an order.
 *
 * @param request The request.
 * @returns `true` for GET, HEAD and OPTIONS, for a stream that one of `formats` recognizes, and for a JSON body with a
 * top-level `"stream": true` that isn't JSON-RPC.
 *
 * @example Guarding another path
 * ```ts
 * import { createFetch, defaultGuard } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({
 *   guard: (request) => defaultGuard(request) || request.url.endsWith("/search"),
 * });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function defaultGuard(request: FetchRequest): boolean {
  if (/^(GET|HEAD|OPTIONS)$/.test(request.method) || request.stream) return true;
  // A quick search, so that a body without the word isn't parsed.
  if (!request.text()?.includes('"stream"')) return false;
  return Object(request.json()).stream === true && !isJsonRpc(request);
}
