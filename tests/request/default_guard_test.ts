import assert from "node:assert/strict";
import type { FetchRequest } from "../../mod.ts";
import { defaultGuard } from "../../src/request/default_guard.ts";

/** A request that counts how often its body is parsed. */
function request(
  method: string,
  body?: string,
  headers: Record<string, string> = {},
): FetchRequest & { readonly parsed: number } {
  const parses: unknown[] = [];
  return {
    url: "http://upstream.test/",
    method,
    headers: new Headers(headers),
    bodyBytes: body?.length ?? 0,
    text: () => body,
    json() {
      parses.push(body);
      try {
        return body && JSON.parse(body);
      } catch {
        return undefined;
      }
    },
    get parsed() {
      return parses.length;
    },
  };
}

for (const method of ["GET", "HEAD", "OPTIONS"]) {
  Deno.test(`defaultGuard() guards ${method}`, () => assert.equal(defaultGuard(request(method)), true));
}

for (const method of ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "get"]) {
  Deno.test(`defaultGuard() doesn't guard ${method} by itself`, () =>
    assert.equal(defaultGuard(request(method)), false));
}

Deno.test("defaultGuard() takes neither Accept nor a content type for a permission", () => {
  for (const accept of ["text/event-stream", "application/json, text/event-stream;q=0.9", "*/*"]) {
    assert.equal(defaultGuard(request("POST", "a", { accept })), false);
    assert.equal(defaultGuard(request("POST", '{"order":1}', { accept, "content-type": "application/json" })), false);
  }
  assert.equal(defaultGuard(request("POST", "{}", { "content-type": "text/event-stream" })), false);
});

Deno.test("defaultGuard() guards what a format recognizes, whatever its body says", () => {
  const stream = { format: "gemini" };
  assert.equal(defaultGuard({ ...request("POST", "{}"), stream }), true);
  assert.equal(defaultGuard({ ...request("POST"), stream }), true);
  assert.equal(defaultGuard({ ...request("POST", "{}"), stream: undefined }), false);
});

Deno.test("defaultGuard() doesn't guard JSON-RPC that has such a member", () => {
  assert.equal(defaultGuard(request("POST", '{"jsonrpc":"2.0","method":"tools/call","stream":true}')), false);
  assert.equal(defaultGuard(request("POST", '{"stream":true}', { "mcp-session-id": "a" })), false);
});

for (
  const [body, guarded] of [
    ['{"stream":true}', true],
    ['{ "a": [1], "stream" : true }', true],
    ['{"stream":false}', false],
    ['{"stream":1}', false],
    ['{"stream":"true"}', false],
    ['{"stream":{"stream":true}}', false],
    ['{"a":{"stream":true}}', false],
    ['[{"stream":true}]', false],
    ['"stream"', false],
    ["null", false],
    ["", false],
    ['{"stream":true', false],
    ['{"stream":true}, "stream"', false],
    ['{"__proto__":{"stream":true}}', false],
    ['{"stream":true,"stream":false}', false],
  ] as const
) {
  Deno.test(`defaultGuard() ${guarded ? "guards" : "doesn't guard"} a body of ${body || "nothing"}`, () => {
    assert.equal(defaultGuard(request("POST", body)), guarded);
  });
}

Deno.test("defaultGuard() parses no body that can't ask for a stream", () => {
  const large = request("POST", JSON.stringify({ text: "x".repeat(1_000) }));
  assert.equal(defaultGuard(large), false);
  assert.equal(large.parsed, 0);
});
