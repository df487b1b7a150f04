import fc from "fast-check";
import assert from "node:assert/strict";
import { jsonBody } from "../../edge/request/json_body.ts";

function post(body: Uint8Array<ArrayBuffer>): Request {
  const headers = { "content-type": "application/json", "content-length": String(body.byteLength) };
  return new Request("http://localhost/", { method: "POST", body, headers });
}

async function sent(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return await new Response(await jsonBody(post(body))).bytes();
}

Deno.test("jsonBody() is sent as the very bytes that came, text or not", async () => {
  const pieces = fc.constantFrom([0xef, 0xbb, 0xbf], [0x7b], [0xc3, 0xa9], [0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [
    0,
  ]);
  await fc.assert(fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 6 }), async (parts) => {
    const bytes = new Uint8Array(parts.flat());

    assert.deepEqual(await sent(bytes), bytes);
  }));
});

Deno.test("jsonBody() is text where it is valid UTF-8, and bytes where it is not", async () => {
  assert.equal(await jsonBody(post(new TextEncoder().encode('\uFEFF{"é":1}'))), '\uFEFF{"é":1}');
  assert.ok(await jsonBody(post(new Uint8Array([0x7b, 0xff]))) instanceof ArrayBuffer);
});

Deno.test("jsonBody() of an empty body is still a body", async () => {
  assert.ok(await jsonBody(post(new Uint8Array())));
});
