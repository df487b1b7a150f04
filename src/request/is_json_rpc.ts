import type { FetchRequest } from "./fetch_request.ts";

const HEADERS = ["mcp-protocol-version", "mcp-method", "mcp-session-id", "a2a-version"];

/**
 * Returns whether a request is a JSON-RPC call, such as those of MCP and A2A, or an A2A call over REST.
 *
 * Such a call has side effects: it runs a tool, or starts a task. So it's sent once, whatever it says about streams.
 *
 * @param request The request.
 * @see {@link https://modelcontextprotocol.io/specification/draft/basic/transports}
 * @see {@link https://a2a-protocol.org/latest/specification/}
 */
export function isJsonRpc(request: FetchRequest): boolean {
  // A quick search, so that other bodies aren't parsed.
  if (request.text()?.includes("jsonrpc")) {
    const json = request.json();
    if ((Array.isArray(json) ? json : [json]).some((call) => Object(call).jsonrpc === "2.0")) return true;
  }
  const { headers, url } = request;
  return HEADERS.some((name) => headers.has(name)) ||
    /^application\/(a2a\+json|json-?rpc)/i.test(headers.get("content-type") ?? "") ||
    /\/message:(stream|send)$|\/tasks\/[^/]+:subscribe$/.test(url.replace(/[?#].*$/s, ""));
}
