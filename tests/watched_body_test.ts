import assert from "node:assert/strict";
import type { ResponseWithBody } from "../src/faithful_response.ts";
import { openBody } from "../src/open_body.ts";
import { createTimer } from "../src/timer.ts";
import { type BodyClose, watchedBody, type WatchedBodyOptions } from "../src/watched_body.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { type ManualBody, manualBody } from "./fixtures/fake_fetch.ts";

const decoder = new TextDecoder();
const chunk = (text: string) => new TextEncoder().encode(text);

/** A watched body over one whose chunks the test hands out. */
function watch(type: "bytes" | undefined, options: Partial<WatchedBodyOptions> = {}) {
  const upstream: ManualBody = manualBody(type);
  const closed: BodyClose[] = [];
  const controller = new AbortController();
  const timer = createTimer(100, () => controller.abort("stale"));
  const body = watchedBody({
    body: openBody(new Response(upstream.stream) as ResponseWithBody),
    held: [],
    signal: controller.signal,
    timer,
    isProgress: () => true,
    onClose: (how) => {
      timer.stop();
      closed.push(how);
    },
    ...options,
  });
  return { upstream, body, closed, controller };
}

for (const type of ["bytes", undefined] as const) {
  const how = type ?? "default";

  Deno.test(`watchedBody() gives out what was held, then the rest, then ends once: ${how}`, async () => {
    using clock = fakeClock();
    const { upstream, body, closed } = watch(type, { held: [chunk("a"), chunk("b")] });
    upstream.push("c");
    upstream.end();
    assert.equal(await new Response(body).text(), "abc");
    assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
    assert.equal(clock.timers, 0);
  });

  Deno.test(`watchedBody() reads nothing that nobody asks for: ${how}`, async () => {
    using clock = fakeClock();
    const { upstream, body } = watch(type, { held: [chunk("a")] });
    await clock.tickAsync(1_000);
    const reader = body.getReader();
    await reader.read();
    await clock.tickAsync(1_000);
    assert.equal(upstream.pulls <= 1, true);
    assert.equal(clock.timers, 0);
    await reader.cancel();
  });

  Deno.test(`watchedBody() errs with the error of the body underneath, once: ${how}`, async () => {
    const { upstream, body, closed } = watch(type);
    const error = new TypeError("broken");
    const reader = body.getReader();
    const read = reader.read();
    upstream.fail(error);
    await assert.rejects(read, (thrown) => thrown === error);
    await assert.rejects(reader.closed, (thrown) => thrown === error);
    assert.deepEqual(closed, [{ type: "error", error }]);
  });

  Deno.test(`watchedBody() errs with the reason of its signal, and cancels the body underneath: ${how}`, async () => {
    for (const reading of [true, false]) {
      const { upstream, body, closed, controller } = watch(type, { held: [chunk("a")] });
      const reader = body.getReader();
      await reader.read();
      const read = reading ? assert.rejects(reader.read(), (thrown) => thrown === "mine") : undefined;
      controller.abort("mine");
      await read;
      await assert.rejects(reader.closed, (thrown) => thrown === "mine");
      assert.deepEqual(closed, [{ type: "error", error: "mine" }]);
      assert.deepEqual(upstream.cancelled, { reason: "mine" });
    }
  });

  Deno.test(`watchedBody() errs at once where its signal has aborted: ${how}`, async () => {
    const { body, closed } = watch(type, { signal: AbortSignal.abort("mine"), held: [chunk("a")] });
    await assert.rejects(new Response(body).text(), (thrown) => thrown === "mine");
    assert.deepEqual(closed, [{ type: "error", error: "mine" }]);
  });

  Deno.test(`watchedBody() hands a cancel on, and is closed by it once: ${how}`, async () => {
    const { upstream, body, closed, controller } = watch(type, { held: [chunk("a")] });
    await body.cancel("enough");
    controller.abort("late");
    assert.deepEqual(closed, [{ type: "end", cancelled: true }]);
    assert.deepEqual(upstream.cancelled, { reason: "enough" });
  });

  Deno.test(`watchedBody() is cancelled while a read waits: ${how}`, async () => {
    using clock = fakeClock();
    const { upstream, body, closed } = watch(type, { held: [chunk("a")] });
    const reader = body.getReader();
    await reader.read();
    const read = reader.read();
    await clock.runMicrotasks();
    await reader.cancel("enough");
    assert.deepEqual(await read, { done: true, value: undefined });
    await clock.tickAsync(1_000);
    assert.deepEqual(closed, [{ type: "end", cancelled: true }]);
    assert.deepEqual(upstream.cancelled, { reason: "enough" });
    assert.equal(clock.timers, 0);
  });

  Deno.test(`watchedBody() counts silence from its first byte on, while a read waits: ${how}`, async () => {
    using clock = fakeClock();
    const { upstream, body, closed } = watch(type);
    const reader = body.getReader();
    const first = reader.read();
    await clock.tickAsync(1_000);
    upstream.push("a");
    assert.equal(decoder.decode((await first).value), "a");
    await clock.tickAsync(1_000);
    const second = assert.rejects(reader.read(), (thrown) => thrown === "stale");
    await clock.tickAsync(100);
    await second;
    assert.deepEqual(closed, [{ type: "error", error: "stale" }]);
  });

  Deno.test(`watchedBody() errs with what isProgress throws, and cancels the body underneath: ${how}`, async () => {
    const error = new Error("mine");
    const isProgress = () => {
      throw error;
    };
    const { upstream, body, closed } = watch(type, { isProgress });
    upstream.push("a");
    await assert.rejects(new Response(body).text(), (thrown) => thrown === error);
    assert.deepEqual(closed, [{ type: "error", error }]);
    assert.deepEqual(upstream.cancelled, { reason: error });
  });
}

Deno.test("watchedBody() is closed once where a signal has the body underneath err, too, as it does a fetch's", async () => {
  using clock = fakeClock();
  const { promise, reject } = Promise.withResolvers<never>();
  const { body, closed, controller } = watch(undefined, {
    body: { type: () => undefined, read: () => promise, cancel: () => Promise.reject("broken"), free() {} },
  });
  const read = body.getReader().read();
  await clock.runMicrotasks();
  controller.abort("mine");
  reject("broken");
  await assert.rejects(read, (reason) => reason === "mine");
  await promise.catch(() => {});

  assert.deepEqual(closed, [{ type: "error", error: "mine" }]);
});

Deno.test("watchedBody() fills the buffer of a BYOB reader, and ends it", async () => {
  const { upstream, body } = watch("bytes", { held: [chunk("abc")] });
  const reader = body.getReader({ mode: "byob" });
  let seen = "";
  upstream.push("def");
  upstream.end();
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(2));
    if (done) break;
    seen += decoder.decode(value);
  }
  assert.equal(seen, "abcdef");
});

Deno.test("watchedBody() skips empty chunks", async () => {
  const { upstream, body } = watch(undefined);
  for (const text of ["", "a", "", "", "b"]) upstream.push(text);
  upstream.end();
  const chunks = [];
  for await (const each of body) chunks.push(decoder.decode(each));
  assert.deepEqual(chunks, ["a", "b"]);
});
