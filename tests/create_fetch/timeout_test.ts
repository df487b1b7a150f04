import assert from "node:assert/strict";
import { createFetch, type CutoffContext, TimeoutError } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, manualBody, never, rejects, untilAborted } from "../fixtures/fake_fetch.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";

const UPSTREAM = "http://upstream.test/secret-path?key=secret";

/** Asserts that something is a TimeoutError, and returns it as one. */
function timeoutError(error: unknown): TimeoutError {
  assert.ok(error instanceof TimeoutError && error instanceof Error, `${error}`);
  assert.equal(error.name, "TimeoutError");
  assert.match(error.message, /^[A-Z].*timed out.*[^.]$/);
  assert.doesNotMatch(error.message, /secret/);
  return error;
}

Deno.test("createFetch() rejects with a TimeoutError that records each attempt", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(untilAborted(), answers(manualBody(), { status: 201 }), never());
  const outcome = createFetch({ fetch: underneath, ttfbTimeout: 45_000 })(UPSTREAM).catch((error) => error);

  await clock.tickAsync(45_000 + 90_000 + 180_000);

  const error = timeoutError(await outcome);
  assert.deepEqual([error.phase, error.cutoff], ["ttfb", 180_000]);
  assert.deepEqual(error.attempts, [
    { attempt: 1, cutoff: 45_000, elapsed: 45_000, status: undefined, outcome: "ttfb" },
    { attempt: 2, cutoff: 90_000, elapsed: 90_000, status: 201, outcome: "ttfb" },
    { attempt: 3, cutoff: 180_000, elapsed: 180_000, status: undefined, outcome: "ttfb" },
  ]);
  assert.match(error.message, /45000 \+ 90000 \+ 180000 ms/);
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch() aborts each attempt with the TimeoutError itself, and never too early", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(untilAborted());
  const outcome = createFetch({ fetch: underneath, ttfbTimeout: 100 })(UPSTREAM).catch((error) => error);
  for (const [index, cutoff] of [100, 200, 400].entries()) {
    await clock.tickAsync(cutoff - 1);
    assert.equal(underneath.calls.length, index + 1);
    assert.equal(underneath.calls[index]?.signal.aborted, false);
    await clock.tickAsync(1);
    assert.equal(timeoutError(underneath.calls[index]?.signal.reason).cutoff, cutoff);
  }
  assert.strictEqual(await outcome, underneath.calls[2]?.signal.reason);
});

Deno.test("createFetch() decides by the signal that fired, not by the error's name", async () => {
  using clock = fakeClock();
  const generic = ({ signal }: { signal: AbortSignal }) =>
    new Promise<Response>((_, reject) => {
      signal.addEventListener("abort", () => reject(new DOMException("The operation was aborted", "AbortError")));
    });
  const fetch = createFetch({ fetch: fakeFetch(generic), ttfbTimeout: 100, retry: { maxAttempts: 2 } });
  const outcome = fetch(UPSTREAM).catch((error) => error);
  await clock.tickAsync(300);
  assert.equal(timeoutError(await outcome).attempts.length, 2);
});

for (const name of ["AbortError", "TimeoutError"]) {
  Deno.test(`createFetch() rethrows the fetch's own ${name}, which none of its signals caused`, async () => {
    const error = new DOMException("by itself", name);
    const underneath = fakeFetch(rejects(error));
    await assert.rejects(createFetch({ fetch: underneath })(UPSTREAM), (thrown) => thrown === error);
    assert.equal(underneath.calls.length, 1);
  });
}

Deno.test("createFetch() doesn't wait for a fetch that ignores its signal, and cancels a late response", async () => {
  using clock = fakeClock();
  const tardy = manualBody();
  const underneath = fakeFetch(late(150, answers(tardy)), late(250, rejects(new Error("late"))), answers("second"));
  const fetch = createFetch({ fetch: underneath, ttfbTimeout: 100, retry: { ttfbGrowth: 1 } });
  const pending = fetch(UPSTREAM);

  await clock.tickAsync(200);
  assert.equal(await (await pending).text(), "second");
  assert.ok(tardy.cancelled);
  // The late rejection must not be unhandled.
  await clock.tickAsync(1_000);
});

Deno.test("createFetch() cancels a response that arrives after the caller's abort, or after totalTimeout", async () => {
  using clock = fakeClock();
  const [afterAbort, afterTotal] = [manualBody(), manualBody()];
  const fetch = createFetch({ fetch: fakeFetch(late(100, answers(afterAbort)), late(100, answers(afterTotal))) });
  const controller = new AbortController();
  const outcomes = [fetch(UPSTREAM, { signal: controller.signal }), fetch(UPSTREAM, { totalTimeout: 50 })];
  const settled = Promise.allSettled(outcomes);
  await clock.tickAsync(1);
  controller.abort();
  await clock.tickAsync(100);
  await settled;
  assert.ok(afterAbort.cancelled && afterTotal.cancelled);
});

Deno.test("createFetch() cancels the body of a lost attempt that sent headers", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const fetch = createFetch({ fetch: fakeFetch(answers(body), answers("second")), ttfbTimeout: 100 });
  const pending = fetch(UPSTREAM);
  await clock.tickAsync(100);
  assert.equal(await (await pending).text(), "second");
  timeoutError(body.cancelled?.reason);
});

Deno.test("createFetch() counts totalTimeout over attempts and the waits between them", async () => {
  for (const [answer, attempts] of [[never(), 3], [rejects(new TypeError("network")), 2]] as const) {
    using clock = fakeClock();
    const underneath = fakeFetch(answer);
    const retry = { ttfbGrowth: 1, minDelay: 1e6, maxDelay: 1e6 };
    const options = { fetch: underneath, ttfbTimeout: 100, totalTimeout: 250, retry };
    using _random = fixedRandom(0.00015);
    const outcome = createFetch(options)(UPSTREAM).catch((error) => error);
    await clock.tickAsync(250);
    const error = timeoutError(await outcome);
    assert.deepEqual([error.phase, error.cutoff], ["total", 250]);
    assert.equal(underneath.calls.length, attempts);
    assert.equal(clock.timers, 0);
  }
});

Deno.test("createFetch() stops totalTimeout if the call fails", async () => {
  using clock = fakeClock();
  const fetch = createFetch({ fetch: fakeFetch(rejects(new RangeError("mine"))), totalTimeout: 1_000 });
  await assert.rejects(fetch(UPSTREAM), RangeError);
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch() counts totalTimeout over the body", async () => {
  for (const guarded of [true, false]) {
    using clock = fakeClock();
    const body = manualBody();
    const fetch = createFetch({ fetch: fakeFetch(answers(body)), totalTimeout: 100, guard: () => guarded });
    const pending = fetch(UPSTREAM);
    body.push("a");
    const reader = (await pending).body?.getReader();
    await reader?.read();
    const read = reader?.read().catch((error) => error);
    await clock.tickAsync(100);
    assert.equal(timeoutError(await read).phase, "total");
    assert.ok(body.cancelled);
  }
});

Deno.test("createFetch() disables a timer that is 0 or false", async () => {
  for (const off of [0, false] as const) {
    using clock = fakeClock();
    const body = manualBody();
    const fetch = createFetch({ fetch: fakeFetch(late(1e9, answers(body))) });
    const pending = fetch(UPSTREAM, { ttfbTimeout: off, staleTimeout: off, totalTimeout: off });
    await clock.tickAsync(1e9);
    body.push("a");
    const reader = (await pending).body?.getReader();
    await reader?.read();
    const read = reader?.read();
    await clock.tickAsync(1e9);
    body.push("b");
    assert.deepEqual((await read)?.value, new TextEncoder().encode("b"));
    await reader?.cancel();
  }
});

Deno.test("createFetch() calls a ttfbTimeout function before each attempt", async () => {
  using clock = fakeClock();
  const asked: CutoffContext[] = [];
  const ttfbTimeout = (context: CutoffContext) => (asked.push(context), context.attempt === 2 ? false : 10);
  const fetch = createFetch({ fetch: fakeFetch(never(), rejects(new TypeError("network")), never()), ttfbTimeout });
  const outcome = fetch("http://upstream.test/a", { method: "POST", body: "{}", guard: () => true });
  const rejected = assert.rejects(outcome, { phase: "ttfb", cutoff: 10 });
  await clock.tickAsync(10_000);
  await rejected;

  assert.deepEqual(asked.map(({ attempt, bodyBytes, previous }) => [attempt, bodyBytes, previous.length]), [
    [1, 2, 0],
    [2, 2, 1],
    [3, 2, 2],
  ]);
  assert.deepEqual(asked[2]?.previous.map(({ outcome, cutoff }) => [outcome, cutoff]), [["ttfb", 10], [
    "network",
    false,
  ]]);
  assert.deepEqual([asked[0]?.request.url, asked[0]?.request.method], ["http://upstream.test/a", "POST"]);
});
