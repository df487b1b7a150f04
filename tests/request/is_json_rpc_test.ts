import assert from "node:assert/strict";
import { CallRequest } from "../../src/request/call_request.ts";
import { isJsonRpc } from "../../src/request/is_json_rpc.ts";

function post(body: unknown, headers: Record<string, string> = {}): CallRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return CallRequest.from("http://upstream.test/", { method: "POST", headers, body: text });
}

const CALL = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "order", arguments: { stream: true } } };

const RPC: Record<string, CallRequest> = {
  "a call": post(CALL),
  "a call that asks for a stream": post({ ...CALL, stream: true }),
  "a batch": post([{ other: 1 }, CALL]),
  "a notification": post({ jsonrpc: "2.0", method: "notifications/initialized" }),
  "an answer": post({ jsonrpc: "2.0", id: 1, result: {} }),
  "what has a session of MCP": post({ stream: true }, { "Mcp-Session-Id": "a" }),
  "what has a version of MCP": post({ stream: true }, { "MCP-Protocol-Version": "2025-06-18" }),
  "what has a method of MCP": post({ stream: true }, { "mcp-method": "tools/call" }),
  "what is of A2A's type": post({ stream: true }, { "content-type": "application/a2a+json; charset=utf-8" }),
};

for (const [name, request] of Object.entries(RPC)) {
  Deno.test(`isJsonRpc() recognizes ${name}`, () => assert.equal(isJsonRpc(request), true));
}

const OTHER: Record<string, CallRequest> = {
  "a chat": post({ model: "m", stream: true, messages: [] }),
  "a chat about it": post({ stream: true, messages: [{ content: JSON.stringify(CALL) }] }),
  "a member of another value": post({ jsonrpc: "1.0", stream: true }),
  "a nested member": post({ params: CALL }),
  "what isn't JSON": post('{"jsonrpc":"2.0"'),
  "null": post("null"),
  "no body": CallRequest.from("http://upstream.test/", { method: "POST" }),
  "another type of JSON": post({ stream: true }, { "content-type": "application/vnd.api+json" }),
};

for (const [name, request] of Object.entries(OTHER)) {
  Deno.test(`isJsonRpc() doesn't take ${name} for it`, () => assert.equal(isJsonRpc(request), false));
}
