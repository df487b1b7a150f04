import assert from "node:assert/strict";
import type { Resumer } from "../../src/response/resumed_source.ts";
import { watchedBody, type WatchedBodyOptions } from "../../src/response/watched_body.ts";
import type { BodyClose, Leg } from "../../src/response/watched_source.ts";
import type { StreamJudge } from "../../mod.ts";
import { DefaultBody } from "../../src/runtime/default_body.ts";
import type { OpenBody } from "../../src/runtime/runtime.ts";
import { Clock } from "../../src/time/clock.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { type ManualBody, manualBody } from "../fixtures/fake_fetch.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";
import { LineResumption } from "../fixtures/line_resumption.ts";

const decoder = new TextDecoder();
const chunk = (text: string) => new TextEncoder().encode(text);

/** A leg over a body whose chunks the test hands out. */
function legOf(upstream: ManualBody, staleTimeout: number | false = 100) {
  const controller = new AbortController();
  const stale = new Clock(staleTimeout, () => "stale");
  const signals = [controller.signal, stale.signal].filter((signal) => signal !== undefined);
  const leg: Leg = { body: new DefaultBody(upstream.stream), signal: AbortSignal.any(signals), stale };
  return { leg, controller };
}

/** A watched body over one whose chunks the test hands out. */
function watch(type: "bytes" | undefined, options: Partial<WatchedBodyOptions> = {}) {
  const upstream: ManualBody = manualBody(type);
  const closed: BodyClose[] = [];
  const { leg, controller } = legOf(upstream);
  const body = watchedBody({
    leg,
    held: [],
    begun: (options.held ?? []).length > 0,
    judge: undefined,
    complete: true,
    detector: undefined,
    resumer: undefined,
    truncated: undefined,
    onClose: (how) => closed.push(how),
    ...options,
  });
  return { upstream, body, closed, controller, leg };
}

function judge(): StreamJudge {
  return fakeFormat().judge({ format: "fake" }, new Response()) ?? assert.fail();
}

for (const type of ["bytes", undefined] as const) {
  const how = type ?? "default";

  Deno.test(`watchedBody() tells a reader that only waits for its end that the underlying body broke: ${how}`, async () => {
    const { upstream, body, closed } = watch(type);
    upstream.fail("broken");

    await assert.rejects(body.getReader().closed, (reason) => reason === "broken");
    assert.deepEqual(closed, [{ type: "error", error: "broken" }]);
  });

  Deno.test(`watchedBody() returns the held chunks even if the underlying body broke meanwhile: ${how}`, async () => {
    const { upstream, body } = watch(type, { held: [chunk("a")] });
    upstream.fail("broken");
    const reader = body.getReader();
    await new Promise((resolve) => setTimeout(resolve));

    assert.equal(decoder.decode((await reader.read()).value), "a");
    await assert.rejects(reader.read(), (reason) => reason === "broken");
  });

  Deno.test(`watchedBody() returns the held chunks, then the rest, then ends once: ${how}`, async () => {
    using clock = fakeClock();
    const { upstream, body, closed } = watch(type, { held: [chunk("a"), chunk("b")] });
    upstream.push("c");
    upstream.end();
    assert.equal(await new Response(body).text(), "abc");
    assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
    assert.equal(clock.timers, 0);
  });

  Deno.test(`watchedBody() doesn't read ahead: ${how}`, async () => {
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

  Deno.test(`watchedBody() errors with the error of the underlying body, once: ${how}`, async () => {
    const { upstream, body, closed } = watch(type);
    const error = new TypeError("broken");
    const reader = body.getReader();
    const read = reader.read();
    upstream.fail(error);
    await assert.rejects(read, (thrown) => thrown === error);
    await assert.rejects(reader.closed, (thrown) => thrown === error);
    assert.deepEqual(closed, [{ type: "error", error }]);
  });

  Deno.test(`watchedBody() errors with the reason of its signal, and cancels the underlying body: ${how}`, async () => {
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

  Deno.test(`watchedBody() errors at once if its signal has aborted: ${how}`, async () => {
    const { leg, controller } = legOf(manualBody(type));
    controller.abort("mine");
    const { body, closed } = watch(type, { leg, held: [chunk("a")] });
    await assert.rejects(new Response(body).text(), (thrown) => thrown === "mine");
    assert.deepEqual(closed, [{ type: "error", error: "mine" }]);
  });

  Deno.test(`watchedBody() cancels its source, and is closed once: ${how}`, async () => {
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

  for (const begun of [true, false]) {
    Deno.test(`watchedBody() counts silence from its ${begun ? "start" : "first byte"} on, while a read waits: ${how}`, async () => {
      using clock = fakeClock();
      const { upstream, body, closed } = watch(type, { begun });
      const reader = body.getReader();
      await clock.tickAsync(1_000);
      if (!begun) {
        const first = reader.read();
        await clock.tickAsync(1_000);
        upstream.push("a");
        assert.equal(decoder.decode((await first).value), "a");
        await clock.tickAsync(1_000);
      }
      const stale = assert.rejects(reader.read(), (thrown) => thrown === "stale");
      await clock.tickAsync(99);
      assert.deepEqual(closed, []);
      await clock.tickAsync(1);
      await stale;
      assert.deepEqual(closed, [{ type: "error", error: "stale" }]);
      assert.equal(clock.timers, 0);
    });
  }

  Deno.test(`watchedBody() errors with the error of its detector, and cancels the underlying body: ${how}`, async () => {
    const error = new Error("mine");
    const { upstream, body, closed } = watch(type, {
      detector: () => {
        throw error;
      },
    });
    upstream.push("a");
    await assert.rejects(new Response(body).text(), (thrown) => thrown === error);
    assert.deepEqual(closed, [{ type: "error", error }]);
    assert.deepEqual(upstream.cancelled, { reason: error });
  });
}

Deno.test("watchedBody() counts chunks without progress as silence", async () => {
  using clock = fakeClock();
  const { upstream, body, closed } = watch(undefined, { begun: true, detector: ({ bytes }) => bytes[0] !== 46 });
  const reader = body.getReader();
  for (const text of ["a", ".", "."]) {
    const read = reader.read();
    await clock.tickAsync(45);
    upstream.push(text);
    assert.equal(decoder.decode((await read).value), text);
  }
  const stale = assert.rejects(reader.read(), (thrown) => thrown === "stale");
  await clock.tickAsync(10);
  await stale;
  assert.deepEqual(closed, [{ type: "error", error: "stale" }]);
});

Deno.test("watchedBody() lets its detector read the verdict on a chunk", async () => {
  using clock = fakeClock();
  const { upstream, body } = watch(undefined, {
    begun: true,
    judge: judge(),
    detector: (chunk) => chunk.verdict()?.kind === "content",
  });
  const reader = body.getReader();
  for (const [text, wait] of [["content\n", 60], ["prelude\n", 60]] as const) {
    const read = reader.read();
    await clock.tickAsync(wait);
    upstream.push(text);
    await read;
  }
  const stale = assert.rejects(reader.read(), (thrown) => thrown === "stale");
  await clock.tickAsync(40);
  await stale;
});

for (const resumable of [false, true]) {
  Deno.test(
    `watchedBody() is closed once if a signal has the underlying body error, too, as it does a fetch's: ${
      resumable ? "resumable" : "not resumable"
    }`,
    async () => {
      using clock = fakeClock();
      const { promise, reject } = Promise.withResolvers<never>();
      const { leg, controller } = legOf(manualBody());
      const { breaks, resumer } = resuming(() => assert.fail("resumed"));
      const { body, closed } = watch(undefined, {
        resumer: resumable ? resumer : undefined,
        leg: {
          ...leg,
          body: {
            isByteStream: () => false,
            closed: () => promise,
            read: () => promise,
            cancel: () => Promise.reject("broken"),
          },
        },
      });
      const read = body.getReader().read();
      await clock.runMicrotasks();
      controller.abort("mine");
      reject("broken");
      await assert.rejects(read, (reason) => reason === "mine");
      await promise.catch(() => {});

      assert.deepEqual([closed, breaks], [[{ type: "error", error: "mine" }], []]);
    },
  );
}

Deno.test("watchedBody() errors with the reason of its signal on a platform without WeakRef, too", async () => {
  const { WeakRef } = globalThis;
  using _restored = { [Symbol.dispose]: () => Object.assign(globalThis, { WeakRef }) };
  Object.assign(globalThis, { WeakRef: undefined });
  const { body, controller } = watch(undefined);
  controller.abort("mine");
  await assert.rejects(body.getReader().read(), (thrown) => thrown === "mine");
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

/** Watches a body of the fake format; errors are `truncated` and the bytes that came. */
function watchFormat(text: string, options: Partial<WatchedBodyOptions> = {}) {
  const watched = watch(undefined, {
    judge: judge(),
    truncated: (bytes, end) => `truncated after ${bytes} bytes, ${end?.lastEvent}`,
    ...options,
  });
  watched.upstream.push(text);
  watched.upstream.end();
  return watched;
}

Deno.test("watchedBody() errors if the body ends without its last message, and returns all bytes that came", async () => {
  const { body, closed } = watchFormat("content\nmore\n");
  const reader = body.getReader();
  assert.equal(decoder.decode((await reader.read()).value), "content\nmore\n");
  await assert.rejects(reader.read(), (thrown) => thrown === "truncated after 13 bytes, more");
  assert.deepEqual(closed, [{ type: "error", error: "truncated after 13 bytes, more" }]);
});

for (
  const [name, text, options] of [
    ["has its last message", "content\nend\n", {}],
    ["reports its own failure", "content\nfailure 500\n", {}],
    ["may end early", "content\n", { truncated: undefined }],
    ["is of no format", "content\n", { judge: undefined }],
  ] as const
) {
  Deno.test(`watchedBody() ends if the body ${name}`, async () => {
    const { body, closed } = watchFormat(text, options);
    assert.equal(await new Response(body).text(), text);
    assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
  });
}

Deno.test("watchedBody() distinguishes a reader that stops at the last message from one that stops before", async () => {
  for (const [text, cancelled] of [["content\n", true], ["content\nend\n", false]] as const) {
    const { body, closed } = watchFormat(text);
    const reader = body.getReader();
    await reader.read();
    await reader.cancel("enough");
    assert.deepEqual(closed, [{ type: "end", cancelled }], text);
  }
});

/** Resumes with a body that the test hands out, or as `how` does. */
function resuming(how: (error: unknown, over: AbortSignal) => Promise<Leg | undefined>) {
  const breaks: unknown[] = [];
  const resumption = new LineResumption();
  const resumer: Resumer = {
    resumption,
    resume(error, over) {
      breaks.push(error);
      resumption.next();
      return how(error, over);
    },
    refuse: (_error, reason) => reason,
  };
  return { breaks, resumer, resumption };
}

const BROKEN = new TypeError("broken");

for (const type of ["bytes", undefined] as const) {
  const how = type ?? "default";

  Deno.test(`watchedBody() is resumed after a break, and returns nothing twice: ${how}`, async () => {
    using clock = fakeClock();
    const second = manualBody(type);
    const { breaks, resumer } = resuming(() => Promise.resolve(legOf(second).leg));
    const { upstream, body, closed } = watch(type, { resumer, truncated: () => "truncated" });
    const text = new Response(body).text();
    upstream.push("a\nhal");
    await clock.runMicrotasks();
    upstream.fail(BROKEN);
    await clock.runMicrotasks();
    second.push("half\nend\n");
    second.end();
    assert.equal(await text, "a\nhalf\nend\n");
    assert.deepEqual([breaks, closed], [[BROKEN], [{ type: "end", cancelled: false }]]);
    assert.equal(clock.timers, 0);
  });

  Deno.test(`watchedBody() is resumed if the body ends early: ${how}`, async () => {
    const second = manualBody(type);
    const { breaks, resumer } = resuming(() => Promise.resolve(legOf(second).leg));
    const { upstream, body } = watch(type, { resumer, truncated: (bytes) => `truncated after ${bytes}` });
    upstream.push("a\nhal");
    upstream.end();
    second.push("half\nend\n");
    second.end();
    assert.equal(await new Response(body).text(), "a\nhalf\nend\n");
    assert.deepEqual(breaks, ["truncated after 2"]);
  });

  Deno.test(`watchedBody() is resumed if the body falls silent, and frees the body: ${how}`, async () => {
    using clock = fakeClock();
    const second = manualBody(type);
    const { breaks, resumer } = resuming(() => Promise.resolve(legOf(second).leg));
    const { upstream, body, closed } = watch(type, { resumer, begun: true });
    const text = new Response(body).text();
    upstream.push("a\n");
    await clock.tickAsync(100);
    assert.deepEqual(breaks, ["stale"]);
    assert.equal(upstream.cancelled?.reason, "stale");
    second.push("end\n");
    second.end();
    assert.equal(await text, "a\nend\n");
    assert.deepEqual([closed, clock.timers], [[{ type: "end", cancelled: false }], 0]);
  });

  Deno.test(`watchedBody() resumes as often as it breaks: ${how}`, async () => {
    const bodies = [manualBody(type), manualBody(type)];
    const left = [...bodies];
    const { breaks, resumer } = resuming(() => Promise.resolve(legOf(left.shift() ?? assert.fail()).leg));
    const { upstream, body } = watch(type, { resumer, truncated: () => "truncated" });
    upstream.push("a\n");
    upstream.end();
    bodies[0]?.push("b\n");
    bodies[0]?.end();
    bodies[1]?.push("end\n");
    bodies[1]?.end();
    assert.equal(await new Response(body).text(), "a\nb\nend\n");
    assert.equal(breaks.length, 2);
  });

  Deno.test(`watchedBody() errors with its resumer's error, after the bytes held back: ${how}`, async () => {
    const final = new Error("final");
    const { resumer, resumption } = resuming(() => Promise.reject(final));
    resumption.next = () => undefined as never;
    const { upstream, body, closed } = watch(type, { resumer, truncated: () => "truncated" });
    const reader = body.getReader();
    upstream.push("a\nh");
    assert.equal(decoder.decode((await reader.read()).value), "a\n");
    upstream.end();
    assert.equal(decoder.decode((await reader.read()).value), "h");
    await assert.rejects(reader.read(), (thrown) => thrown === final);
    assert.deepEqual(closed, [{ type: "error", error: final }]);
  });

  Deno.test(`watchedBody() ends if the server says that nothing follows: ${how}`, async () => {
    const { resumer, resumption } = resuming(() => {
      resumption.whole = true;
      return Promise.resolve(undefined);
    });
    const { upstream, body, closed } = watch(type, { resumer, truncated: () => "truncated" });
    upstream.push("a\n");
    upstream.end();
    assert.equal(await new Response(body).text(), "a\n");
    assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
  });

  Deno.test(`watchedBody() takes the break of a whole answer for its end: ${how}`, async () => {
    const { breaks, resumer } = resuming(() => assert.fail("resumed"));
    const { upstream, body, closed } = watch(type, { resumer });
    const text = new Response(body).text();
    upstream.push("a\nend\n");
    await new Promise((resolve) => setTimeout(resolve, 0));
    upstream.fail(BROKEN);
    assert.equal(await text, "a\nend\n");
    assert.deepEqual([breaks, closed], [[], [{ type: "end", cancelled: false }]]);
  });

  Deno.test(`watchedBody() is cancelled while it resumes, and cancels a late response: ${how}`, async () => {
    using clock = fakeClock();
    const second = manualBody(type);
    const { promise, resolve } = Promise.withResolvers<Leg>();
    let over: AbortSignal | undefined;
    const { resumer } = resuming((_, signal) => (over = signal, promise));
    const { upstream, body, closed } = watch(type, { resumer });
    const reader = body.getReader();
    const read = reader.read();
    upstream.fail(BROKEN);
    await clock.runMicrotasks();
    assert.equal(over?.aborted, false);
    await reader.cancel("enough").catch(() => {});
    assert.equal(over?.reason, "enough");
    assert.equal((await read).done, true);
    resolve(legOf(second).leg);
    await clock.runMicrotasks();
    assert.ok(second.cancelled);
    assert.deepEqual([closed, clock.timers], [[{ type: "end", cancelled: true }], 0]);
  });

  Deno.test(`watchedBody() is cancelled after it resumed, and cancels the body that it goes on with: ${how}`, async () => {
    const second = manualBody(type);
    const { resumer } = resuming(() => Promise.resolve(legOf(second).leg));
    const { upstream, body, closed } = watch(type, { resumer });
    const reader = body.getReader();
    const read = reader.read();
    upstream.fail(BROKEN);
    second.push("b\n");
    assert.equal(decoder.decode((await read).value), "b\n");
    await reader.cancel("enough");
    assert.equal(second.cancelled?.reason, "enough");
    assert.deepEqual(closed, [{ type: "end", cancelled: true }]);
  });

  Deno.test(`watchedBody() errors with the caller's reason, and doesn't resume by it: ${how}`, async () => {
    using clock = fakeClock();
    const { breaks, resumer } = resuming(() => assert.fail("resumed"));
    const { upstream, body, closed, controller } = watch(type, { resumer });
    const read = assert.rejects(body.getReader().read(), (thrown) => thrown === "mine");
    await clock.runMicrotasks();
    controller.abort("mine");
    await read;
    await clock.runMicrotasks();
    assert.deepEqual([breaks, closed], [[], [{ type: "error", error: "mine" }]]);
    assert.equal(upstream.cancelled?.reason, "mine");
  });

  Deno.test(`watchedBody() errors with the caller's reason after it resumed: ${how}`, async () => {
    const second = manualBody(type);
    const { leg, controller } = legOf(second);
    const { breaks, resumer } = resuming(() => Promise.resolve(leg));
    const { upstream, body, closed } = watch(type, { resumer });
    const reader = body.getReader();
    const read = reader.read();
    upstream.fail(BROKEN);
    second.push("b\n");
    await read;
    controller.abort("mine");
    await assert.rejects(reader.read(), (thrown) => thrown === "mine");
    assert.equal(second.cancelled?.reason, "mine");
    assert.deepEqual([breaks.length, closed], [1, [{ type: "error", error: "mine" }]]);
  });

  Deno.test(`watchedBody() may be silent while it resumes: ${how}`, async () => {
    using clock = fakeClock();
    const { promise, reject } = Promise.withResolvers<Leg>();
    const { resumer } = resuming(() => promise);
    const { upstream, body, closed } = watch(type, { resumer, begun: true });
    const read = assert.rejects(body.getReader().read(), (thrown) => thrown === "stale in the end");
    upstream.fail(BROKEN);
    await clock.tickAsync(10_000);
    assert.deepEqual([closed, clock.timers], [[], 0]);
    reject("stale in the end");
    await read;
  });

  Deno.test(`watchedBody() errors if a resumption finds that the answer doesn't go on: ${how}`, async () => {
    const other = new Error("not the same answer");
    const second = manualBody(type);
    const { resumer, resumption } = resuming(() => {
      resumption.push = () => {
        throw other;
      };
      return Promise.resolve(legOf(second).leg);
    });
    const { upstream, body, closed } = watch(type, { resumer });
    const read = body.getReader().read();
    upstream.fail(BROKEN);
    second.push("another\n");
    await assert.rejects(read, (thrown) => thrown === other);
    assert.deepEqual(closed, [{ type: "error", error: other }]);
    assert.equal(second.cancelled?.reason, other);
  });
}

Deno.test("watchedBody() waits for more if a resumption holds a whole chunk back, even a held one", async () => {
  const { resumer } = resuming(() => assert.fail("resumed"));
  const { upstream, body } = watch(undefined, { resumer, held: [chunk("ha")] });
  for (const text of ["l", "f", "\n", "end\n"]) upstream.push(text);
  upstream.end();
  const chunks = [];
  for await (const each of body) chunks.push(decoder.decode(each));
  assert.deepEqual(chunks, ["half\n", "end\n"]);
});

Deno.test("watchedBody() ends the buffer of a BYOB reader after it resumed", async () => {
  const second = manualBody("bytes");
  const { resumer } = resuming(() => Promise.resolve(legOf(second).leg));
  const { upstream, body } = watch("bytes", { resumer });
  const reader = body.getReader({ mode: "byob" });
  upstream.fail(BROKEN);
  second.push("end\n");
  second.end();
  let seen = "";
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(2));
    if (done) break;
    seen += decoder.decode(value);
  }
  assert.equal(seen, "end\n");
});

Deno.test("watchedBody() judges the whole answer, not the parts of its responses", async () => {
  const second = manualBody();
  const { resumer } = resuming(() => Promise.resolve(legOf(second).leg));
  const { upstream, body, closed } = watch(undefined, {
    resumer,
    judge: judge(),
    held: [chunk("content\ncon")],
    truncated: () => "truncated",
  });
  const text = new Response(body).text();
  upstream.push("tent\nen");
  await new Promise((resolve) => setTimeout(resolve, 0));
  upstream.fail(BROKEN);
  second.push("end\n");
  second.end();
  assert.equal(await text, "content\ncontent\nend\n");
  assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
});

Deno.test("watchedBody() calls its detector with the whole answer", async () => {
  const second = manualBody();
  const seen: string[] = [];
  const { resumer } = resuming(() => Promise.resolve(legOf(second).leg));
  const { upstream, body } = watch(undefined, {
    resumer,
    held: [chunk("a\nhal")],
    detector: ({ bytes }) => seen.push(decoder.decode(bytes)) > 0,
  });
  const text = new Response(body).text();
  upstream.fail(BROKEN);
  second.push("half\nend\n");
  second.end();
  assert.equal(await text, "a\nhalf\nend\n");
  assert.equal(seen.join(""), "a\nhalf\nend\n");
});

Deno.test("watchedBody() ends if a resumption says that the answer is whole, whatever its judge says", async () => {
  const { resumer } = resuming(() => assert.fail("resumed"));
  const doubting: StreamJudge = {
    push: () => ({ kind: "prelude" }),
    skim: () => {},
    end: () => ({ verdict: { kind: "prelude" }, complete: false }),
  };
  const { upstream, body, closed } = watch(undefined, { resumer, judge: doubting, truncated: () => "truncated" });
  upstream.push("end\n");
  upstream.end();
  assert.equal(await new Response(body).text(), "end\n");
  assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
});

Deno.test("watchedBody() is closed once if its resumer fails as the reader cancels", async () => {
  using clock = fakeClock();
  const { resumer } = resuming((_, over) =>
    new Promise((_, reject) => over.addEventListener("abort", () => reject(over.reason)))
  );
  const { upstream, body, closed } = watch(undefined, { resumer });
  const reader = body.getReader();
  const read = reader.read();
  upstream.fail(BROKEN);
  await clock.runMicrotasks();
  await reader.cancel("enough");
  await read;
  await clock.runMicrotasks();
  assert.deepEqual(closed, [{ type: "end", cancelled: true }]);
});

Deno.test("watchedBody() reads one chunk at a time after it resumed, too", async () => {
  using clock = fakeClock();
  const second = manualBody();
  const { leg } = legOf(second);
  let reads = 0;
  const counted = { read: () => (reads++, leg.body.read()) };
  const body: OpenBody = {
    ...counted,
    isByteStream: () => false,
    closed: () => new Promise(() => {}),
    cancel: () => leg.body.cancel("enough"),
  };
  const { resumer } = resuming(() => Promise.resolve({ ...leg, body }));
  const { upstream, body: watched } = watch(undefined, { resumer });
  const reader = watched.getReader();
  const first = reader.read();
  await clock.runMicrotasks();
  const both = [first, reader.read()];
  upstream.fail(BROKEN);
  await clock.runMicrotasks();
  assert.equal(reads, 1);
  await reader.cancel();
  await Promise.all(both);
});

Deno.test("watchedBody() ends if its resumption says that a clean end completes the answer", async () => {
  const { resumer, resumption } = resuming(() => assert.fail("resumed"));
  resumption.end = () => ({ complete: true, rest: resumption.rest() });
  const { upstream, body, closed } = watch(undefined, { resumer, truncated: () => "truncated" });
  upstream.push("a\nhal");
  upstream.end();
  assert.equal(await new Response(body).text(), "a\nhal");
  assert.deepEqual(closed, [{ type: "end", cancelled: false }]);
});

Deno.test("watchedBody() reads nothing of a body whose signal aborted before it went on with it", async () => {
  using clock = fakeClock();
  const second = manualBody();
  const { leg, controller } = legOf(second);
  controller.abort("mine");
  const { resumer } = resuming(() => Promise.resolve(leg));
  const { upstream, body, closed } = watch(undefined, { resumer, begun: true });
  const read = assert.rejects(body.getReader().read(), (thrown) => thrown === "mine");
  upstream.fail(BROKEN);
  await read;
  await clock.runMicrotasks();
  assert.deepEqual([closed, clock.timers], [[{ type: "error", error: "mine" }], 0]);
});

for (const [name, options] of Object.entries({ "by default": {}, "of a format": { judge: judge() } })) {
  Deno.test(`watchedBody() counts silence anew from each chunk on, ${name}, but from no empty one`, async () => {
    using clock = fakeClock();
    const { upstream, body, closed } = watch(undefined, { begun: true, ...options });
    const reader = body.getReader();
    for (const text of ["a", "b", "c"]) {
      const read = reader.read();
      await clock.tickAsync(60);
      upstream.push(text);
      await read;
    }
    const stale = assert.rejects(reader.read(), (thrown) => thrown === "stale");
    await clock.tickAsync(60);
    upstream.push("");
    await clock.tickAsync(40);
    assert.deepEqual(closed, [{ type: "error", error: "stale" }]);
    await stale;
  });
}
