import assert from "node:assert/strict";
import { createFetch } from "../mod.ts";
import type { ResponseWithBody } from "../src/faithful_response.ts";
import { frugalBody } from "../src/frugal_body.ts";
import { type OpenBody, openBody } from "../src/open_body.ts";
import { carelessResponse } from "./fixtures/careless_response.ts";
import { serveChunks, sizedChunks } from "./fixtures/chunk_server.ts";

const OPENERS: Record<string, (response: ResponseWithBody) => OpenBody | undefined> = { openBody, frugalBody };

function open(opener: (response: ResponseWithBody) => OpenBody | undefined, response: ResponseWithBody): OpenBody {
  const body = opener(response);
  assert.ok(body);
  return body;
}

/** Reads a body to its end, and returns its chunks. */
async function readAll({ read }: OpenBody): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks = [];
  for (;;) {
    const { done, value } = await read();
    if (done) return chunks;
    chunks.push(value);
  }
}

for (const [name, opener] of Object.entries(OPENERS)) {
  for (const pause of [0, 5]) {
    Deno.test(`${name}() reads every byte once, in order, ${pause} ms between chunks`, async () => {
      await using server = serveChunks(() => sizedChunks(pause));
      const chunks = await readAll(open(opener, await server.fetch()));

      assert.deepEqual(await new Blob(chunks).bytes(), await new Response(ReadableStream.from(sizedChunks())).bytes());
    });
  }

  Deno.test(`${name}() cancels the source, while it is read and while it is not`, async () => {
    for (const isReading of [true, false]) {
      const { promise: left, resolve } = Promise.withResolvers<void>();
      await using server = serveChunks(async function* () {
        try {
          for (;;) {
            yield new Uint8Array(9);
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        } finally {
          resolve();
        }
      });
      const body = open(opener, await server.fetch());
      await body.read();
      const read = isReading ? body.read() : undefined;
      await body.cancel();
      await read;
      await left;
    }
  });

  Deno.test(`${name}() errs where the source does, and again where it is read on`, async () => {
    await using server = serveChunks(async function* () {
      yield new Uint8Array(9);
      await new Promise((_, reject) => setTimeout(() => reject(new Error("Broken")), 20));
    });
    const body = open(opener, await server.fetch());
    const error = await readAll(body).catch((error: unknown) => error);

    assert.ok(error instanceof TypeError);
    await assert.rejects(body.read(), (again) => again === error);
  });

  Deno.test(`${name}() reads on after it was asked for its type`, async () => {
    await using server = serveChunks(() => sizedChunks());
    const body = open(opener, await server.fetch());
    const first = await body.read();
    assert.equal(body.type(), "bytes");
    const rest = await readAll(body);

    assert.ok(first.value);
    assert.deepEqual(
      await new Blob([first.value, ...rest]).bytes(),
      await new Response(ReadableStream.from(sizedChunks())).bytes(),
    );
  });
}

Deno.test("openBody() tells a byte stream from another, whether or not it was read, has ended or failed", async () => {
  const sources = {
    open: { pull() {} },
    closed: { start: (controller: { close(): void }) => controller.close() },
    failed: { start: (controller: { error(error: Error): void }) => controller.error(new Error("Broken")) },
  };
  for (const [state, source] of Object.entries(sources)) {
    for (const type of ["bytes", undefined] as const) {
      const stream = new ReadableStream({ type, ...source } as UnderlyingByteSource);
      const body = openBody(new Response(stream) as ResponseWithBody);
      assert.equal(body.type(), type, state);
      await body.cancel().catch(() => {});
    }
  }
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
