import assert from "node:assert/strict";
import type { ResponseWithBody } from "../src/faithful_response.ts";
import { frugalBody } from "../src/frugal_body.ts";
import { carelessResponse } from "./fixtures/careless_response.ts";
import { serveChunks } from "./fixtures/chunk_server.ts";
import { respond } from "./fixtures/scripts.ts";
import { scripted } from "./fixtures/upstream.ts";

/** Reads a body to its end, and returns the size of each chunk, and of the buffer that it holds. */
async function sizes(response: ResponseWithBody): Promise<[chunk: number, buffer: number][]> {
  const body = frugalBody(response);
  assert.ok(body);
  const sizes: [number, number][] = [];
  for (;;) {
    const { done, value } = await body.read();
    if (done) return sizes;
    sizes.push([value.byteLength, value.buffer.byteLength]);
  }
}

Deno.test("frugalBody() hands on a small chunk in a buffer of its size", async () => {
  await using server = serveChunks(async function* () {
    yield new TextEncoder().encode("data: 1\n\n");
  });

  assert.deepEqual(await sizes(await server.fetch()), [[9, 9]]);
});

Deno.test("frugalBody() brings no more than the length of a small body, and reads a longer one in full", async () => {
  for (const length of [1, 4_095, 4_096, 4_097, 10_000]) {
    await using upstream = await scripted(respond("x".repeat(length)));
    const read = await sizes(await fetch(upstream.url) as ResponseWithBody);

    assert.equal(read.reduce((sum, [chunk]) => sum + chunk, 0), length);
    assert.deepEqual(read[0], [Math.min(length, 4_096), Math.min(length, 4_096)]);
  }
});

Deno.test("frugalBody() reads much in large buffers, and hands on no more than came", async () => {
  await using server = serveChunks(async function* () {
    yield new Uint8Array(4_000_000);
    for (let event = 0; event < 2; event++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield new Uint8Array(9);
    }
  });
  const read = await sizes(await server.fetch());

  assert.equal(Math.max(...read.map(([, buffer]) => buffer)), 65_536, `got ${read}`);
  assert.deepEqual(read.at(-1), [9, 9]);
});

Deno.test("frugalBody() leaves alone what no fetch of Deno's has made", () => {
  assert.equal(frugalBody(new Response("mine") as ResponseWithBody), undefined);
  assert.equal(frugalBody(carelessResponse("abc") as ResponseWithBody), undefined);
  const imitation = Object.defineProperty(new Response(new ReadableStream()), "type", { value: "basic" });
  assert.equal(frugalBody(imitation as ResponseWithBody), undefined);
});

Deno.test({
  name: "frugalBody() lets go of a body behind its last byte, and leaves its connection to others",
  sanitizeResources: true,
  async fn() {
    await using upstream = await scripted(respond("whole"));
    for (let call = 0; call < 10; call++) {
      const body = frugalBody(await fetch(upstream.url) as ResponseWithBody);
      await body?.read();
      body?.free();
    }
    assert.equal(upstream.sockets, 1);
  },
});
