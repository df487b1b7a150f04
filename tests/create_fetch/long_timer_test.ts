import assert from "node:assert/strict";
import { createFetch } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, manualBody, never } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const LONGEST = 2 ** 31 - 1;

for (const ms of [LONGEST, LONGEST + 1, 2 ** 32, 2 ** 32 + 5]) {
  Deno.test(`createFetch() waits ${ms} ms if that's given, and no less`, async () => {
    using clock = fakeClock();
    const options = { ttfbTimeout: ms, retry: false, fetch: fakeFetch(never()) } as const;
    let settled = false;
    const ttfb = createFetch(options)(UPSTREAM).catch((error) => (settled = true, error));
    const total = createFetch({ ...options, ttfbTimeout: false })(UPSTREAM, { totalTimeout: ms })
      .catch((error) => (settled = true, error));

    await clock.tickAsync(ms - 1);
    assert.equal(settled, false);
    await clock.tickAsync(1);

    assert.deepEqual([(await ttfb).phase, (await total).phase], ["ttfb", "total"]);
  });

  Deno.test(`createFetch() lets a stream be silent for ${ms} ms if that's given, and no less`, async () => {
    using clock = fakeClock();
    const body = manualBody();
    const pending = createFetch({ staleTimeout: ms, fetch: fakeFetch(answers(body)) })(UPSTREAM);
    body.push("a");
    const reader = (await pending).body?.getReader();
    await reader?.read();
    let settled = false;
    const read = reader?.read().catch((error) => (settled = true, error));

    await clock.tickAsync(ms - 1);
    assert.equal(settled, false);
    await clock.tickAsync(1);

    assert.equal((await read).phase, "stale");
  });
}

Deno.test("createFetch() does not overflow a cutoff that grows past what a timer can hold", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never());
  const fetch = createFetch({ fetch: underneath, ttfbTimeout: 2 ** 30, retry: { maxAttempts: 3, ttfbGrowth: 4 } });
  const outcome = fetch(UPSTREAM).catch((error) => error);
  await clock.tickAsync(2 ** 30 + 2 ** 32 - 1);
  assert.equal(underneath.calls.length, 2);
  await clock.tickAsync(1);
  assert.equal(underneath.calls.length, 3);
  await clock.tickAsync(2 ** 34);
  assert.equal((await outcome).cutoff, 2 ** 34);
});

Deno.test("createFetch() takes a cutoff of any finite size", async () => {
  using clock = fakeClock();
  const fetch = createFetch({ fetch: fakeFetch(late(1e6, answers("a"))), ttfbTimeout: Number.MAX_VALUE });
  const pending = fetch(UPSTREAM);
  await clock.tickAsync(1e6);
  assert.equal(await (await pending).text(), "a");
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch() accepts a first byte that came while the machine slept", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(late(50, answers("awake")));
  const pending = createFetch({ fetch: underneath, ttfbTimeout: 100 })(UPSTREAM);
  await clock.runMicrotasks();

  clock.jump(60_000);
  await clock.runMicrotasks();

  assert.equal(await (await pending).text(), "awake");
  assert.equal(underneath.calls.length, 1);
});

Deno.test("createFetch() accepts a chunk that came while the machine slept", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const pending = createFetch({ fetch: fakeFetch(answers(body)), staleTimeout: 100 })(UPSTREAM);
  body.push("a");
  const reader = (await pending).body?.getReader();
  await reader?.read();
  const read = reader?.read();
  await clock.runMicrotasks();

  clock.jump(60_000);
  body.push("b");
  await clock.runMicrotasks();

  assert.deepEqual((await read)?.value, new TextEncoder().encode("b"));
  await reader?.cancel();
});

Deno.test("createFetch() gives up after a sleep of the machine, when there is nothing to hear", async () => {
  using clock = fakeClock();
  const pending = createFetch({ fetch: fakeFetch(never()), ttfbTimeout: 100, retry: false })(UPSTREAM)
    .catch((error) => error);
  await clock.runMicrotasks();
  clock.jump(60_000);
  await clock.tickAsync(1_000);
  assert.equal((await pending).phase, "ttfb");
});
