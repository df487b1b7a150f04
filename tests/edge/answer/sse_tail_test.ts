import assert from "node:assert/strict";
import { sseTail } from "../../../edge/answer/sse_tail.ts";
import { fakeClock } from "../../fixtures/clock.ts";

const LAST = (error: unknown) => `event: error\ndata: ${(error as Error).message}\n\n`;
const BROKEN = new Error("Broken");

interface Source {
  readonly body: ReadableStream<Uint8Array>;
  readonly pulls: () => number;
  readonly cancelled: Promise<unknown>;
}

/** A body of these chunks, then broken, ended, or, with neither, silent. */
function source(chunks: readonly string[], end?: "break" | "close"): Source {
  const left = [...chunks];
  const cancelled = Promise.withResolvers<unknown>();
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls++;
      const chunk = left.shift();
      if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk));
      else if (end === "break") controller.error(BROKEN);
      else if (end === "close") controller.close();
      else return new Promise<void>(() => {});
    },
    cancel: (reason) => cancelled.resolve(reason),
  }, { highWaterMark: 0 });
  return { body, pulls: () => pulls, cancelled: cancelled.promise };
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

Deno.test("sseTail() passes events on as they come, and ends where its source does", async () => {
  const chunks = ["data: 1\n\n", ": ping\n", "data: 2", "\n\ndata: 3\n", "\n"];
  const { body } = source(chunks, "close");

  assert.equal(await new Response(sseTail(body, LAST)).text(), chunks.join(""));
});

Deno.test("sseTail() passes on the rest of a last event that no blank line ends", async () => {
  const { body } = source(["data: 1\n\ndata: 2"], "close");

  assert.equal(await new Response(sseTail(body, LAST)).text(), "data: 1\n\ndata: 2");
});

Deno.test("sseTail() tells of its source's error in a last event, which has time to go out before it errs", async () => {
  using clock = fakeClock();
  const { body } = source(["data: 1\n\ndata: to"], "break");
  const reader = sseTail(body, LAST).getReader();

  assert.equal(await next(reader), "data: 1\n\n");
  assert.equal(await next(reader), "event: error\ndata: Broken\n\n");
  let error: unknown;
  const over = reader.read().catch((reason: unknown) => error = reason);
  await clock.tickAsync(199);
  assert.equal(error, undefined);
  await clock.tickAsync(1);
  await over;
  assert.equal(error, BROKEN);
});

Deno.test("sseTail() errs without an event behind a torn one whose id went out", async () => {
  const { body } = source([`id: 7\ndata: ${"a".repeat(2 ** 16)}`], "break");
  const reader = sseTail(body, LAST).getReader();

  assert.match(await next(reader), /^id: 7\n/);
  await assert.rejects(reader.read(), BROKEN);
});

Deno.test("sseTail() reads no faster than its reader", async () => {
  const { body, pulls } = source(["data: 1\n\n", "data: 2\n\n"], "close");
  const reader = sseTail(body, LAST).getReader();
  assert.equal(pulls(), 0);

  await next(reader);

  assert.equal(pulls(), 1);
});

for (const reads of [0, 1]) {
  Deno.test(`sseTail() cancels its source after ${reads} reads`, async () => {
    const { body, cancelled } = source(["data: 1\n\n"]);
    const reader = sseTail(body, LAST).getReader();
    for (let read = 0; read < reads; read++) await next(reader);

    await reader.cancel("Enough");

    assert.equal(await cancelled, "Enough");
  });
}

Deno.test("sseTail() leaves no timer where its reader leaves behind the last event", async () => {
  using clock = fakeClock();
  const { body } = source([], "break");
  const reader = sseTail(body, LAST).getReader();
  await next(reader);
  const over = reader.read();
  await clock.runMicrotasks();
  assert.equal(clock.timers, 1);

  await assert.rejects(reader.cancel(), BROKEN);

  assert.equal((await over).done, true);
  assert.equal(clock.timers, 0);
});
