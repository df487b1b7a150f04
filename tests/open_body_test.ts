import assert from "node:assert/strict";
import { createFetch } from "../mod.ts";
import type { ResponseWithBody } from "../src/faithful_response.ts";
import { openBody } from "../src/open_body.ts";
import { carelessResponse } from "./fixtures/careless_response.ts";

// Up to, at and above what buffers of several sizes hold.
const SIZES = [1, 100, 4_095, 4_096, 4_097, 5, 8_192, 65_535, 65_536, 65_537, 3, 200_000, 262_144, 262_145, 600_000, 5];

/** Answers every request with a body of chunks of those sizes, each of another byte. */
function serve(chunks: () => AsyncIterable<Uint8Array>): { url: string } & AsyncDisposable {
  const options = { port: 0, hostname: "127.0.0.1", onListen() {}, onError: () => new Response() };
  const server = Deno.serve(options, () => new Response(ReadableStream.from(chunks())));
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function* sized(pause = 0): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const [index, size] of SIZES.entries()) {
    yield new Uint8Array(size).fill(index);
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Reads a body to its end, and returns its chunks. */
async function readAll({ read }: ReturnType<typeof openBody>): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks = [];
  for (;;) {
    const { done, value } = await read();
    if (done) return chunks;
    chunks.push(value);
  }
}

for (const pause of [0, 5]) {
  Deno.test(`openBody() reads every byte once, in order, ${pause} ms between chunks`, async () => {
    await using server = serve(() => sized(pause));
    const response = await fetch(server.url) as ResponseWithBody;
    const chunks = await readAll(openBody(response));

    assert.deepEqual(await new Blob(chunks).bytes(), await new Response(ReadableStream.from(sized())).bytes());
  });
}

Deno.test("openBody() holds a small chunk in a small buffer, on Deno too", async () => {
  await using server = serve(async function* () {
    yield new TextEncoder().encode("data: 1\n\n");
  });
  const chunks = await readAll(openBody(await fetch(server.url) as ResponseWithBody));

  assert.deepEqual(chunks.map(({ byteLength }) => byteLength), [9]);
  assert.ok(chunks.every(({ buffer }) => buffer.byteLength <= 4_096));
});

Deno.test("openBody() reads much in large buffers, and hands on no more than came, on Deno", async () => {
  await using server = serve(async function* () {
    yield new Uint8Array(4_000_000);
    for (let event = 0; event < 2; event++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield new Uint8Array(9);
    }
  });
  const chunks = await readAll(openBody(await fetch(server.url) as ResponseWithBody));
  const sizes = chunks.map(({ buffer }) => buffer.byteLength);

  assert.equal(Math.max(...sizes), 65_536, `got ${sizes}`);
  assert.equal(sizes.at(-1), 9);
});

Deno.test("openBody() cancels the source, while it is read and while it is not", async () => {
  for (const isReading of [true, false]) {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    await using server = serve(async function* () {
      try {
        for (;;) {
          yield new Uint8Array(9);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      } finally {
        resolve();
      }
    });
    const body = openBody(await fetch(server.url) as ResponseWithBody);
    await body.read();
    const read = isReading ? body.read() : undefined;
    await body.cancel();
    await read;
    await left;
  }
});

Deno.test("openBody() errs where the source does, and again where it is read on", async () => {
  await using server = serve(async function* () {
    yield new Uint8Array(9);
    await new Promise((_, reject) => setTimeout(() => reject(new Error("Broken")), 20));
  });
  const body = openBody(await fetch(server.url) as ResponseWithBody);
  const error = await readAll(body).catch((error: unknown) => error);

  assert.ok(error instanceof TypeError);
  await assert.rejects(body.read(), (again) => again === error);
});

Deno.test("createFetch() reads to its end a byte stream that leaves a waiting buffer without an answer", async () => {
  const made = carelessResponse("abc");
  const fetch = createFetch({ fetch: () => Promise.resolve(made) });

  assert.equal(await (await fetch("http://upstream.test")).text(), "abc");
});

Deno.test("createFetch() reads whole what has no socket", async () => {
  const text = "0123456789".repeat(10_000);
  const url = URL.createObjectURL(new Blob([text]));
  for (const address of [url, `data:,${text}`, import.meta.url]) {
    const expected = await (await fetch(address)).text();
    assert.equal(await (await createFetch()(address)).text(), expected);
  }
  URL.revokeObjectURL(url);
});
