import fc from "fast-check";
import assert from "node:assert/strict";
import { ClientBodyError } from "../../../edge/upload/client_body_error.ts";
import { takeUpload } from "../../../edge/upload/take_upload.ts";

function post(body: Uint8Array<ArrayBuffer>): Request {
  const headers = { "content-type": "application/json", "content-length": String(body.byteLength) };
  return new Request("http://localhost/", { method: "POST", body, headers });
}

async function sent(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return await new Response((await takeUpload(post(body))).buffered).bytes();
}

Deno.test("takeUpload() keeps the very bytes that came, text or not", async () => {
  const pieces = fc.constantFrom([0xef, 0xbb, 0xbf], [0x7b], [0xc3, 0xa9], [0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [
    0,
  ]);
  await fc.assert(fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 6 }), async (parts) => {
    const bytes = new Uint8Array(parts.flat());

    assert.deepEqual(await sent(bytes), bytes);
  }));
});

Deno.test("takeUpload() makes text of valid UTF-8, and bytes of what is not", async () => {
  assert.equal((await takeUpload(post(new TextEncoder().encode('\uFEFF{"é":1}')))).buffered, '\uFEFF{"é":1}');
  assert.ok((await takeUpload(post(new Uint8Array([0x7b, 0xff])))).buffered instanceof ArrayBuffer);
});

Deno.test("takeUpload() takes an empty body for one", async () => {
  assert.ok((await takeUpload(post(new Uint8Array()))).buffered);
});

Deno.test("takeUpload() tells whether its client is waited for, and was when the upload was given up", async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const headers = { "transfer-encoding": "chunked" };
  const upload = await takeUpload(new Request("http://localhost/", { method: "POST", body: readable, headers }));
  const reader = upload.stream?.getReader();
  const told = [upload.awaitsClient?.()];
  writer.write(new Uint8Array(9)).catch(() => {});
  await reader?.read();
  told.push(upload.awaitsClient?.());
  const pending = reader?.read();
  // The stream asks for the next chunk once it is through with the last one.
  await new Promise((resolve) => setTimeout(resolve));
  told.push(upload.awaitsClient?.());
  await reader?.cancel();
  await pending;

  assert.deepEqual([...told, upload.awaitsClient?.()], [false, false, true, true]);
});

Deno.test("takeUpload() finds no body in one that ends at once, nor in empty chunks before that", async () => {
  const body = ReadableStream.from([new Uint8Array(), new Uint8Array()]);
  const upload = await takeUpload(new Request("http://localhost/", { method: "DELETE", body }));

  assert.deepEqual([upload.buffered, upload.stream], [undefined, null]);
});

Deno.test("takeUpload() passes on a body of which no header tells whole, its first chunk included", async () => {
  const chunks = ["a", "", "b", "c"].map((text) => new TextEncoder().encode(text));
  const upload = await takeUpload(
    new Request("http://localhost/", { method: "POST", body: ReadableStream.from(chunks) }),
  );

  assert.equal(await new Response(upload.stream).text(), "abc");
});

Deno.test("takeUpload() waits no longer than a moment for a body of which no header tells", async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const upload = await takeUpload(new Request("http://localhost/", { method: "POST", body: readable }));
  const writer = writable.getWriter();
  writer.write(new TextEncoder().encode("late")).then(() => writer.close()).catch(() => {});

  assert.equal(await new Response(upload.stream).text(), "late");
});

Deno.test("takeUpload() takes no client that left for one without a body", async () => {
  const controller = new AbortController();
  const body = new ReadableStream({ start: (source) => source.close() });
  const request = new Request("http://localhost/", { method: "POST", body, signal: controller.signal });
  setTimeout(() => controller.abort());

  await assert.rejects(takeUpload(request), ClientBodyError);
});
