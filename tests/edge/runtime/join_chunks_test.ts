import assert from "node:assert/strict";
import { joinChunks } from "../../../edge/runtime/join_chunks.ts";
import { breakOff, pause, stall, trickle } from "../../fixtures/scripts.ts";
import { type Script, scripted } from "../../fixtures/upstream.ts";

/** Answers with groups of chunks, each group in one packet, `gap` milliseconds after the last. */
function groups(sizes: readonly number[], { size = 9, gap = 50 } = {}): Script {
  return async ({ response, socket, signal }) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    for (const count of sizes) {
      await pause(gap, signal);
      socket.write(`${size.toString(16)}\r\n${"a".repeat(size)}\r\n`.repeat(count));
    }
    socket.end("0\r\n\r\n");
  };
}

async function joinedBody(url: string): Promise<ReadableStream<Uint8Array>> {
  const { body } = await fetch(url);
  assert.ok(body);
  return joinChunks(body);
}

async function sizesOf(body: ReadableStream<Uint8Array>): Promise<number[]> {
  return (await Array.fromAsync(body)).map(({ byteLength }) => byteLength);
}

Deno.test("joinChunks() joins arrived chunks, but doesn't delay the first one", async () => {
  await using upstream = await scripted(groups([3, 4, 5]));

  const [first, ...others] = await sizesOf(await joinedBody(upstream.url));

  assert.equal(first, 9);
  // A packet may be read in two parts.
  assert.ok(others.length < 8, `${others}`);
  assert.equal(others.reduce((sum, size) => sum + size, 9), 12 * 9);
});

Deno.test("joinChunks() passes on every byte once, in order, in chunks of any size", async () => {
  const sizes = [1, 100, 4_095, 4_096, 4_097, 5, 8_192, 65_535, 65_536, 65_537, 3, 200_000, 262_145, 600_000, 5];
  const sent = sizes.map((size, index) => new Uint8Array(size).fill(index));
  for (const gap of [0, 5]) {
    await using upstream = await scripted(trickle(sent, gap));
    const received = await Array.fromAsync(await joinedBody(upstream.url));

    assert.deepEqual(await new Blob(received as Uint8Array<ArrayBuffer>[]).bytes(), await new Blob(sent).bytes());
  }
});

Deno.test("joinChunks() doesn't delay a chunk for one that hasn't arrived", async () => {
  let asked = Promise.withResolvers<void>();
  await using upstream = await scripted(async ({ response }) => {
    for (let event = 0; event < 20; event++) {
      response.write("data: 1\n\n");
      await asked.promise;
    }
    response.end();
  });
  const reader = (await joinedBody(upstream.url)).getReader();

  for (let event = 0; event < 20; event++) {
    assert.equal((await reader.read()).value?.byteLength, 9);
    asked.resolve();
    asked = Promise.withResolvers();
  }
  assert.equal((await reader.read()).done, true);
});

Deno.test("joinChunks() joins again after chunks that arrived alone", async () => {
  await using upstream = await scripted(groups([...Array<number>(20).fill(1), 100], { gap: 3 }));
  const sizes = await sizesOf(await joinedBody(upstream.url));

  assert.equal(sizes.reduce((sum, size) => sum + size, 0), 120 * 9);
  // Of the last hundred, those that come before the next look go out alone.
  assert.ok(sizes.length < 20 + 20, `got ${sizes}`);
});

Deno.test("joinChunks() passes on what arrived before its source breaks off, then errors", async () => {
  await using upstream = await scripted(breakOff(["a", "b", "c"]));
  const reader = (await joinedBody(upstream.url)).getReader();
  let received = "";

  await assert.rejects(async () => {
    for (;;) received += new TextDecoder().decode((await reader.read()).value);
  }, TypeError);
  assert.equal(received, "abc");
});

Deno.test("joinChunks() doesn't delay a chunk for long if others arrive without end", async () => {
  await using upstream = await scripted(async ({ response, socket, signal }) => {
    response.writeHead(200).flushHeaders();
    while (!signal.aborted) {
      // A byte in a chunk of its own, far more of them than can be read.
      if (!socket.write("1\r\na\r\n".repeat(10_000))) await pause(1, signal);
    }
  });
  const reader = (await joinedBody(upstream.url)).getReader();
  const start = performance.now();
  let last = start;
  let longest = 0;
  while (last - start < 500) {
    await reader.read();
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  await reader.cancel();

  assert.ok(longest < 150, `got ${longest} ms`);
});

Deno.test("joinChunks() cancels without the error of a read-ahead that wasn't reported", async () => {
  const broken = Promise.withResolvers<void>();
  await using upstream = await scripted(async ({ response, socket }) => {
    response.write("a");
    await broken.promise;
    response.write("b");
    await pause(20, new AbortController().signal);
    socket.destroy();
  });
  const reader = (await joinedBody(upstream.url)).getReader();
  await reader.read();
  broken.resolve();
  await reader.read();
  await upstream.requests[0]?.closed;
  await pause(20, new AbortController().signal);

  await reader.cancel();
});

for (const read of [0, 1, 5]) {
  Deno.test(`joinChunks() cancels its source after ${read} reads, while another is pending`, async () => {
    await using upstream = await scripted(stall(["a", "b", "c"]));
    const reader = (await joinedBody(upstream.url)).getReader();
    const reads = Array.from({ length: read }, () => reader.read());
    await reads[0];

    await reader.cancel();

    await Promise.all(reads);
    await upstream.requests[0]?.closed;
  });
}

Deno.test("joinChunks() reads one chunk ahead of its reader, and no more", async () => {
  let pulls = 0;
  const source = new ReadableStream<Uint8Array>({
    type: "bytes",
    pull(controller) {
      pulls++;
      controller.enqueue(new Uint8Array(2 ** 16));
    },
  }, { highWaterMark: 0 });
  const reader = joinChunks(source).getReader();
  let received = 0;
  for (let read = 0; read < 5; read++) {
    received += (await reader.read()).value?.byteLength ?? 0;
    await pause(10, new AbortController().signal);

    assert.ok(pulls * 2 ** 16 - received <= 2 ** 16, `got ${pulls} pulls for ${received} bytes`);
  }
  await reader.cancel();
});

Deno.test("joinChunks() returns a body unchanged if it isn't a byte stream", () => {
  const body = new ReadableStream<Uint8Array>();

  assert.equal(joinChunks(body), body);
});
