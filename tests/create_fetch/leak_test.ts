import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createFetch } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { countingSignal } from "../fixtures/counting_signal.ts";
import { answers, type FakeAnswer, fakeFetch, manualBody, never, rejects } from "../fixtures/fake_fetch.ts";
import { hang } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const UPSTREAM = "http://upstream.test/";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

/** Collects what can be, what is let go of only in a later turn included. */
async function collect(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
}

const event = new Response("data: a\n\n").bytes();

/** Ends that a call may come to, and how its response is then used. */
const ENDS: Record<string, { answer: FakeAnswer; use?: (response: Response) => Promise<unknown> }> = {
  "a whole body": { answer: answers("a", { headers: { "content-length": "1" } }) },
  "a body that is cancelled": { answer: answers("ab"), use: async (response) => await response.body?.cancel() },
  "a streamed body": {
    answer: async () => {
      const body = manualBody();
      body.push(await event);
      body.push(await event);
      body.end();
      return new Response(body.stream);
    },
  },
  "a body that breaks": {
    answer: async () => {
      let sent = 0;
      const chunk = await event;
      const pull = (controller: ReadableStreamDefaultController) =>
        sent++ ? controller.error(new Error("broken")) : controller.enqueue(chunk);
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    },
    use: (response) => assert.rejects(response.text()),
  },
  "no body": { answer: answers(null, { status: 204 }) },
  "a network error": { answer: rejects(new TypeError("network")) },
  "an error": { answer: rejects(new Error("other")) },
};

for (const [name, { answer, use }] of Object.entries(ENDS)) {
  Deno.test(`createFetch() leaves no listener and no timer on a long-lived signal after 10,000 calls: ${name}`, async () => {
    using clock = fakeClock();
    const { signal, listeners } = countingSignal();
    const fetch = createFetch({ fetch: fakeFetch(answer), totalTimeout: 1e6, retry: { maxAttempts: 1 } });
    for (let call = 0; call < 10_000; call++) {
      const response = await fetch(UPSTREAM, { signal }).catch((error) => assert.ok(error instanceof Error));
      if (response) await (use ? use(response) : response.text());
    }
    assert.equal(listeners.size, 0);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("createFetch() leaves no listener and no timer after attempts that were lost", async () => {
  using clock = fakeClock();
  const { signal, listeners } = countingSignal();
  const fetch = createFetch({ fetch: fakeFetch(never()), ttfbTimeout: 10, totalTimeout: 1e6 });
  for (let call = 0; call < 1_000; call++) {
    const rejected = assert.rejects(fetch(UPSTREAM, { signal }), { phase: "ttfb" });
    await clock.tickAsync(70);
    await rejected;
  }
  assert.equal(listeners.size, 0);
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch() does not grow with the calls on one long-lived signal", async () => {
  const { signal } = new AbortController();
  const fetch = createFetch({ fetch: () => Promise.resolve(new Response("data: a\n\n")) });
  const heapAfter = async (calls: number) => {
    for (let call = 0; call < calls; call++) await (await fetch(UPSTREAM, { signal })).text();
    await collect();
    return Deno.memoryUsage().heapUsed;
  };
  await heapAfter(1_000);
  const before = await heapAfter(1_000);
  const grown = await heapAfter(10_000) - before;
  assert.ok(grown < 2 ** 20, `${grown} bytes more after 10,000 calls`);
});

Deno.test("createFetch() frees the memory of an unread body", async () => {
  let freed = false;
  const registry = new FinalizationRegistry(() => freed = true);
  const fetch = createFetch({ fetch: fakeFetch(() => Promise.resolve(new Response("data: a\n\n"))) });
  await (async () => registry.register(await fetch(UPSTREAM), undefined))();
  for (let round = 0; round < 20 && !freed; round++) await collect();
  assert.ok(freed, "The response is still held");
});

Deno.test("createFetch() keeps its clocks running after a garbage collection", async () => {
  await using upstream = await scripted(hang());
  const rejected = assert.rejects(createFetch({ ttfbTimeout: 1_000, retry: false })(upstream.url), { phase: "ttfb" });
  await upstream.received(1);
  await collect();
  await rejected;
  await upstream.allClosed();
});

Deno.test("createFetch() notices the caller's abort after a garbage collection", async () => {
  await using upstream = await scripted(hang());
  const controller = new AbortController();
  const pending = createFetch()(upstream.url, { signal: controller.signal });
  const rejected = assert.rejects(pending, (thrown) => thrown === "mine");
  await upstream.received(1);
  await collect();
  controller.abort("mine");
  await rejected;
  await upstream.allClosed();
});
