import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { createFetch } from "../../mod.ts";
import { DefaultBody } from "../../src/runtime/default_body.ts";
import { FrugalBody } from "../../src/runtime/frugal_body.ts";
import type { OpenBody } from "../../src/runtime/runtime.ts";
import { runtime } from "../../src/runtime/select_runtime.ts";
import { carelessResponse } from "../fixtures/careless_response.ts";
import { serveChunks, sizedChunks } from "../fixtures/chunk_server.ts";
import { respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** Reads a body to its end, and returns its chunks. */
async function readAll(body: OpenBody): Promise<Chunk[]> {
  const chunks = [];
  for (;;) {
    const { done, value } = await body.read();
    if (done) return chunks;
    chunks.push(value);
  }
}

function open(response: Response): OpenBody {
  assert.ok(response.body);
  return runtime.openBody(response, response.body);
}

for (const Body of [DefaultBody, FrugalBody]) {
  const openServed = async (chunks: () => AsyncIterable<Uint8Array>) => {
    const server = serveChunks(chunks);
    const { body } = await server.fetch();
    return { body: new Body(body), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  };

  for (const pause of [0, 5]) {
    Deno.test(`${Body.name} reads every byte once, in order, ${pause} ms between chunks`, async () => {
      await using served = await openServed(() => sizedChunks(pause));
      const chunks = await readAll(served.body);

      assert.deepEqual(await new Blob(chunks).bytes(), await new Response(ReadableStream.from(sizedChunks())).bytes());
    });
  }

  for (const isReading of [true, false]) {
    Deno.test(`${Body.name} cancels the source while it is ${isReading ? "read" : "left alone"}`, async () => {
      const { promise: left, resolve } = Promise.withResolvers<void>();
      await using served = await openServed(async function* () {
        try {
          for (;;) {
            yield new Uint8Array(9);
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        } finally {
          resolve();
        }
      });
      await served.body.read();
      const read = isReading ? served.body.read() : undefined;
      await served.body.cancel();
      await read;
      await left;
    });
  }

  Deno.test(`${Body.name} errors with its source, and at each further read`, async () => {
    await using served = await openServed(async function* () {
      yield new Uint8Array(9);
      await new Promise((_, reject) => setTimeout(() => reject(new Error("Broken")), 20));
    });
    const error = await readAll(served.body).catch((error: unknown) => error);

    assert.ok(error instanceof TypeError);
    await assert.rejects(served.body.read(), (again) => again === error);
  });

  Deno.test(`${Body.name} can be read after a check for a byte stream`, async () => {
    await using served = await openServed(() => sizedChunks());
    const first = await served.body.read();
    assert.equal(served.body.isByteStream(), true);
    const rest = await readAll(served.body);

    assert.ok(first.value);
    assert.deepEqual(
      await new Blob([first.value, ...rest]).bytes(),
      await new Response(ReadableStream.from(sizedChunks())).bytes(),
    );
  });

  Deno.test(`${Body.name} stays at its end`, async () => {
    await using served = await openServed(() => sizedChunks());
    await readAll(served.body);

    assert.deepEqual(await served.body.read(), { done: true, value: undefined });
  });
}

Deno.test("DefaultBody reads a stream of any values, and reports that it isn't a byte stream", async () => {
  const body = new DefaultBody(new Response("text").body ?? assert.fail());
  const plain = new DefaultBody(ReadableStream.from([new Uint8Array([1]), new Uint8Array(0), new Uint8Array([2])]));

  assert.equal(new TextDecoder().decode((await body.read()).value), "text");
  assert.equal(plain.isByteStream(), false);
  assert.deepEqual((await readAll(plain)).map(({ length }) => length), [1, 0, 1]);
});

Deno.test("FrugalBody returns a small chunk in a buffer of its size", async () => {
  await using server = serveChunks(async function* () {
    yield new TextEncoder().encode("data: 1\n\n");
  });
  const [chunk] = await readAll(new FrugalBody((await server.fetch()).body));

  assert.equal(chunk?.buffer.byteLength, 9);
});

Deno.test("FrugalBody reads large chunks in large buffers, and returns only the bytes that came", async () => {
  await using server = serveChunks(async function* () {
    yield new Uint8Array(4_000_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield new Uint8Array(9);
  });
  const sizes = (await readAll(new FrugalBody((await server.fetch()).body))).map(({ buffer }) => buffer.byteLength);

  assert.equal(Math.max(...sizes), 65_536);
  assert.equal(sizes.at(-1), 9);
});

Deno.test("runtime opens what Deno's fetch received frugally", async () => {
  await using folder = await temporaryFolder({ "file.txt": "text" });
  await using upstream = await scripted(respond("text"), respond("text", { status: 404 }));
  const blob = URL.createObjectURL(new Blob(["text"]));
  for (const url of [upstream.url, upstream.url, "data:,text", blob, pathToFileURL(`${folder.path}/file.txt`).href]) {
    const body = open(await fetch(url));

    assert.ok(body instanceof FrugalBody, url);
    assert.equal(new TextDecoder().decode(await new Blob(await readAll(body)).arrayBuffer()), "text");
  }
  URL.revokeObjectURL(blob);
});

Deno.test("runtime opens a program's stream without BYOB reads, so that no read stays pending", async () => {
  const imitation = Object.defineProperty(carelessResponse("ab"), "type", { value: "basic" });
  await using upstream = await scripted(respond("ab"));
  const nested = await createFetch()(upstream.url);
  for (const response of [new Response("ab"), carelessResponse("ab"), imitation, nested]) {
    const text = await new Blob(await readAll(open(response))).text();

    assert.equal(text, "ab");
  }
});
