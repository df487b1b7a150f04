import assert from "node:assert/strict";
import { events } from "../mod.ts";

const LIMIT = 16 * 2 ** 20;
const CHUNK = 2 ** 16;

/** Makes one event that holds about as many characters. */
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
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

async function read(response: Response): Promise<number[]> {
  const lengths = [];
  for await (const { data } of events(response)) lengths.push(data.length);
  return lengths;
}

Deno.test("events() takes events up to 16 MiB by default, and errs past that", async () => {
  assert.deepEqual(await read(largeEvent(LIMIT - 100)), [LIMIT - 100]);
  await assert.rejects(read(largeEvent(LIMIT + CHUNK)), RangeError);
});
