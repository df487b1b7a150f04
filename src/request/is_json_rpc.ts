import type { FetchRequest } from "./fetch_request.ts";

const HEADERS = ["mcp-protocol-version", "mcp-method", "mcp-session-id", "a2a-version"];

/**
 * Tells whether a request is a JSON-RPC call, as MCP and A2A make them, or an A2A call of its REST kind.
 *
 * Such a call acts: it runs a tool, or starts a task. It's sent once, whatever it says about streams.
 *
 * @param request The request.
 * @see {@link https://modelcontextprotocol.io/specification/draft/basic/transports}
 * @see {@link https://a2a-protocol.org/latest/specification/}
 */
export function isJsonRpc(request: FetchRequest): boolean {
  // The search spares the parser every other body.
  if (request.text()?.includes("jsonrpc")) {
    const json = request.json();
    if ((Array.isArray(json) ? json : [json]).some((call) => Object(call).jsonrpc === "2.0")) return true;
  }
  const { headers, url } = request;
  return HEADERS.some((name) => headers.has(name)) ||
    /^application\/(a2a\+json|json-?rpc)/i.test(headers.get("content-type") ?? "") ||
    /\/message:(stream|send)$|\/tasks\/[^/]+:subscribe$/.test(url.replace(/[?#].*$/s, ""));
}
