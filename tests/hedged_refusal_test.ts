import assert from "node:assert/strict";
import { createFetch, type FetchInit, timingOf } from "../mod.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { answers, fakeFetch, late, manualBody, never, untilAborted } from "./fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const HEDGE: FetchInit = { hedge: { after: 100, budget: 1 }, retry: { maxAttempts: 2 } };

// Loaded on demand, which takes real time.
await import("../src/hedged_loop.ts");

Deno.test("hedgedLoop() does not let a refusal of the second attempt win over the answer of the first", async () => {
  for (const status of [429, 500, 503]) {
    using clock = fakeClock();
    const refusal = manualBody();
    refusal.push("busy");
    const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(late(400, answers("a")), answers(refusal, { status })) });
    const pending = fetch(UPSTREAM);

    await clock.tickAsync(400);

    const response = await pending;
    assert.deepEqual([response.status, await response.text()], [200, "a"]);
    assert.ok(refusal.cancelled);
    assert.equal(clock.timers, 0);
  }
});

Deno.test("hedgedLoop() returns a refusal once no other attempt is left", async () => {
  using clock = fakeClock();
  const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(untilAborted(), answers("busy", { status: 429 })) });
  const pending = fetch(UPSTREAM, { ttfbTimeout: 1_000 });

  await clock.tickAsync(1_000);

  const response = await pending;
  assert.deepEqual([response.status, await response.text()], [429, "busy"]);
  assert.deepEqual(timingOf(response)?.attempts.map(({ outcome }) => outcome), ["ttfb", "response"]);
  assert.equal(clock.timers, 0);
});

Deno.test("hedgedLoop() returns the refusal of a lone attempt at once", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(late(50, answers("busy", { status: 503 })));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);
  await clock.tickAsync(50);
  assert.equal((await pending).status, 503);
  await (await pending).body?.cancel();
  await clock.tickAsync(1_000);
  assert.equal(underneath.calls.length, 1);
});

Deno.test("hedgedLoop() returns one of two refusals, and cancels the other", async () => {
  using clock = fakeClock();
  const [first, second] = [manualBody(), manualBody()];
  for (const body of [first, second]) body.push("busy");
  const underneath = fakeFetch(late(150, answers(first, { status: 429 })), answers(second, { status: 503 }));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);

  await clock.tickAsync(150);

  const response = await pending;
  assert.equal(response.status, 429);
  assert.ok(second.cancelled);
  await response.body?.cancel();
  assert.equal(clock.timers, 0);
});

Deno.test("hedgedLoop() hands out an error that asking again would not change", async () => {
  using clock = fakeClock();
  const pending = createFetch({ ...HEDGE, fetch: fakeFetch(never(), answers("no", { status: 401 })) })(UPSTREAM);
  await clock.tickAsync(100);
  assert.equal((await pending).status, 401);
  await (await pending).body?.cancel();
});

Deno.test("hedgedLoop() lets go of a refusal where the caller aborts", async () => {
  using clock = fakeClock();
  const refusal = manualBody();
  refusal.push("busy");
  const controller = new AbortController();
  const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(never(), answers(refusal, { status: 429 })) });
  const outcome = fetch(UPSTREAM, { signal: controller.signal }).catch((error) => error);
  await clock.tickAsync(200);

  controller.abort("mine");

  assert.equal(await outcome, "mine");
  await clock.runMicrotasks();
  assert.ok(refusal.cancelled);
  assert.equal(clock.timers, 0);
});
