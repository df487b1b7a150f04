import assert from "node:assert/strict";
import { smallReads } from "../../edge/upstreams/small_reads.ts";

const EVENTS = { "content-type": "text/event-stream" };
// Up to, at and above what is copied, what a buffer holds, and what is read at once.
const SIZES = [1, 100, 4_096, 4_097, 16_383, 16_384, 16_385, 70_000, 200_000, 5];

/** Answers every request with `make`'s response. */
function serve(make: () => Response): { url: string } & AsyncDisposable {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, onError: () => new Response() }, make);
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A body of chunks of those sizes, each of another byte. */
async function* chunks(pause: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const [index, size] of SIZES.entries()) {
    yield new Uint8Array(size).fill(index);
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

for (const pause of [0, 5]) {
  Deno.test(`smallReads() passes on every byte, in order, ${pause} ms between chunks`, async () => {
    await using server = serve(() => new Response(ReadableStream.from(chunks(pause)), { headers: EVENTS }));
    const expected = await new Response(ReadableStream.from(chunks(0))).bytes();
    const response = smallReads(await fetch(server.url));

    assert.equal(response.headers.get("content-type"), EVENTS["content-type"]);
    assert.deepEqual(await response.bytes(), expected);
  });
}

Deno.test("smallReads() leaves chunks that it gave out as they are", async () => {
  await using server = serve(() => new Response(ReadableStream.from(chunks(5)), { headers: EVENTS }));
  const response = smallReads(await fetch(server.url));
  const given = await Array.fromAsync(response.body ?? []);

  assert.deepEqual(await new Blob(given).bytes(), await new Response(ReadableStream.from(chunks(0))).bytes());
});

Deno.test("smallReads() costs a small chunk no more memory than its own", async () => {
  await using server = serve(() => new Response("data: 1\n\n", { headers: EVENTS }));
  const response = smallReads(await fetch(server.url));

  assert.deepEqual((await Array.fromAsync(response.body ?? [])).map(({ buffer }) => buffer.byteLength), [9]);
});

Deno.test("smallReads() cancels the source, while it is read and while it is not", async () => {
  for (const isReading of [true, false]) {
    const { promise: left, resolve } = Promise.withResolvers<unknown>();
    const endless = () =>
      new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(9)), cancel: () => resolve("left") });
    await using server = serve(() => new Response(endless(), { headers: EVENTS }));
    const reader = smallReads(await fetch(server.url)).body?.getReader();
    await reader?.read();
    if (isReading) reader?.read();
    await reader?.cancel();

    assert.equal(await left, "left");
  }
});

Deno.test("smallReads() errs where the source does", async () => {
  const broken = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(9)),
      pull: () => new Promise((_, reject) => setTimeout(() => reject(new Error("Broken")), 20)),
    });
  await using server = serve(() => new Response(broken(), { headers: EVENTS }));
  const response = smallReads(await fetch(server.url));

  await assert.rejects(response.bytes(), TypeError);
});

Deno.test("smallReads() leaves a response without events as it is", async () => {
  const others = [{ "content-type": "application/json" }, { ...EVENTS, "content-encoding": "zstd" }];
  for (const headers of others satisfies HeadersInit[]) {
    await using server = serve(() => new Response("{}", { headers }));
    const response = await fetch(server.url);

    assert.equal(smallReads(response), response);
    await response.body?.cancel();
  }
});
