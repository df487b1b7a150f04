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

Deno.test("takeUpload() keeps the exact bytes, text or not", async () => {
  const pieces = fc.constantFrom([0xef, 0xbb, 0xbf], [0x7b], [0xc3, 0xa9], [0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [
    0,
  ]);
  await fc.assert(fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 6 }), async (parts) => {
    const bytes = new Uint8Array(parts.flat());

    assert.deepEqual(await sent(bytes), bytes);
  }));
});

Deno.test("takeUpload() keeps valid UTF-8 as text, and anything else as bytes", async () => {
  assert.equal((await takeUpload(post(new TextEncoder().encode('\uFEFF{"é":1}')))).buffered, '\uFEFF{"é":1}');
  assert.ok((await takeUpload(post(new Uint8Array([0x7b, 0xff])))).buffered instanceof ArrayBuffer);
});

Deno.test("takeUpload() distinguishes an empty body from none", async () => {
  assert.ok((await takeUpload(post(new Uint8Array()))).buffered);
});

Deno.test("takeUpload() reports whether the upload waits for its client, or did when it was given up", async () => {
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

Deno.test("takeUpload() takes a body that ends at once, or after empty chunks, for none", async () => {
  const body = ReadableStream.from([new Uint8Array(), new Uint8Array()]);
  const upload = await takeUpload(new Request("http://localhost/", { method: "DELETE", body }));

  assert.deepEqual([upload.buffered, upload.stream], [undefined, null]);
});

Deno.test("takeUpload() streams a whole body that no header announces", async () => {
  const chunks = ["a", "", "b", "c"].map((text) => new TextEncoder().encode(text));
  const upload = await takeUpload(
    new Request("http://localhost/", { method: "POST", body: ReadableStream.from(chunks) }),
  );

  assert.equal(await new Response(upload.stream).text(), "abc");
});

Deno.test("takeUpload() waits only briefly for a body that no header announces", async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const upload = await takeUpload(new Request("http://localhost/", { method: "POST", body: readable }));
  const writer = writable.getWriter();
  writer.write(new TextEncoder().encode("late")).then(() => writer.close()).catch(() => {});

  assert.equal(await new Response(upload.stream).text(), "late");
});

Deno.test("takeUpload() distinguishes a client that left from one without a body", async () => {
  const controller = new AbortController();
  const body = new ReadableStream({ start: (source) => source.close() });
  const request = new Request("http://localhost/", { method: "POST", body, signal: controller.signal });
  setTimeout(() => controller.abort());

  await assert.rejects(takeUpload(request), ClientBodyError);
});
