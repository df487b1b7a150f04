import assert from "node:assert/strict";
import type { FetchRequest } from "../mod.ts";
import { guard } from "../src/guard.ts";

/** A request that counts how often its body is parsed. */
function request(method: string, body?: string, accept?: string): FetchRequest & { readonly parsed: number } {
  const parses: unknown[] = [];
  return {
    url: "http://upstream.test/",
    method,
    headers: new Headers(accept ? { accept } : {}),
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
  Deno.test(`guard() guards ${method}`, () => assert.equal(guard(request(method)), true));
}

for (const method of ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "get"]) {
  Deno.test(`guard() does not guard ${method} by itself`, () => assert.equal(guard(request(method)), false));
}

Deno.test("guard() guards what accepts events", () => {
  assert.equal(guard(request("POST", "a", "text/event-stream")), true);
  assert.equal(guard(request("POST", "a", "application/json, text/event-stream;q=0.9")), true);
  assert.equal(guard(request("POST", "a", "application/json")), false);
  assert.equal(guard(request("POST", "a", "*/*")), false);
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
  ] as const
) {
  Deno.test(`guard() ${guarded ? "guards" : "does not guard"} a body of ${body || "nothing"}`, () => {
    assert.equal(guard(request("POST", body)), guarded);
  });
}

Deno.test("guard() parses no body that cannot ask for a stream", () => {
  const large = request("POST", JSON.stringify({ text: "x".repeat(1_000) }));
  assert.equal(guard(large), false);
  assert.equal(large.parsed, 0);
});
