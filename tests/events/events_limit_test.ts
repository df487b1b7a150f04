import assert from "node:assert/strict";
import { events } from "../../mod.ts";
import { manualBody } from "../fixtures/fake_fetch.ts";

const SSE = { headers: { "content-type": "text/event-stream" } };
const LIMIT = 16 * 2 ** 20;
const CHUNK = 2 ** 16;

/** Makes one event of so many characters. */
function largeEvent(characters: number): Response {
  const pieces = ["data: "];
  for (let rest = characters; rest > 0; rest -= CHUNK) pieces.push("x".repeat(Math.min(rest, CHUNK)));
  pieces.push("\n\n");
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(encoder.encode(piece));
    },
  });
  return new Response(body, SSE);
}

/** Makes a response of a text, in chunks of so many bytes. */
function cut(text: string, size: number): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  return new Response(body, SSE);
}

async function read(response: Response): Promise<number[]> {
  const lengths = [];
  for await (const { data } of events(response)) lengths.push(data.length);
  return lengths;
}

Deno.test("events() takes events up to 16 MiB by default, and errors past that", async () => {
  assert.deepEqual(await read(largeEvent(LIMIT)), [LIMIT]);
  await assert.rejects(read(largeEvent(LIMIT + 1)), RangeError);
});

Deno.test("events() takes an event of exactly maxBufferSize, however the bytes are cut", async () => {
  const text = ": a comment as long as the event\r\nevent: ab\r\ndata: 012\r\ndata: 34\r\nid: 7\r\nretry: 1\r\n\r\n";
  for (let size = 1; size <= text.length; size++) {
    const lengths = [];
    for await (const { data } of events(cut(text, size), { maxBufferSize: 9 })) lengths.push(data.length);
    assert.deepEqual(lengths, [6]);
  }
});

Deno.test("events() errors at an event larger than maxBufferSize, however the bytes are cut, after those before", async () => {
  for (
    const large of ["data: 012345678", "data: 0123\ndata: 4567", "event: 01234567\ndata: 8", "data: 8\nid: 01234567"]
  ) {
    const text = `data: a\n\n${large}\n\ndata: b\n\n`;
    for (let size = 1; size <= text.length; size++) {
      const seen: string[] = [];
      await assert.rejects(async () => {
        for await (const { data } of events(cut(text, size), { maxBufferSize: 8 })) seen.push(data);
      }, { name: "RangeError", message: "Cannot read events: expected at most 8 characters in one, got more" });
      assert.deepEqual(seen, ["a"]);
    }
  }
});

Deno.test("events() errors before an endless event ends, and cancels the body", async () => {
  for (const endless of ["x".repeat(2 ** 10), `${"x".repeat(2 ** 10)}\ndata: `]) {
    const body = manualBody();
    const outcome = events(new Response(body.stream, SSE), { maxBufferSize: 10 })[Symbol.asyncIterator]().next();
    body.push("data: ");
    for (let count = 0; count < 100; count++) body.push(endless);
    await assert.rejects(outcome, RangeError);
    assert.ok(body.cancelled);
  }
});

Deno.test("events() throws its own error if the body cannot be cancelled", async () => {
  for (const cancel of [() => Promise.reject(new Error("theirs")), () => new Promise<void>(() => {})]) {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: abc\n\n")),
      cancel,
    });
    const iterator = events(new Response(body, SSE), { maxBufferSize: 2 })[Symbol.asyncIterator]();
    await assert.rejects(iterator.next(), RangeError);
  }
});

Deno.test("events() refuses invalid options", () => {
  // A caller without a compiler can pass anything.
  assert.throws(() => events(new Response("data: a\n\n", SSE), null as unknown as undefined), {
    name: "TypeError",
    message: "Cannot use options: expected an object, got null",
  });
});

Deno.test("events() refuses a maxBufferSize that bounds nothing, and names what it takes", () => {
  for (const maxBufferSize of [0, -1, NaN, Infinity, "10" as unknown as number, null as unknown as number]) {
    const response = new Response("data: a\n\n", SSE);
    const name = typeof maxBufferSize === "number" ? "RangeError" : "TypeError";
    assert.throws(() => events(response, { maxBufferSize }), {
      name,
      message: /maxBufferSize: expected a number .* ≥ 1/,
    });
    assert.equal(response.body?.locked, false);
  }
});
