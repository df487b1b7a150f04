import assert from "node:assert/strict";
import { createFetch, type FetchInit, type FetchObserverEvent, hedge, timingOf } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, manualBody, never, rejects, untilAborted } from "../fixtures/fake_fetch.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";

const UPSTREAM = "http://upstream.test/";
const HEDGE: FetchInit = { hedge: hedge({ after: 100, budget: 1 }) };

/** What cuts an attempt off after 150 ms. */
const SILENCES: Record<string, FetchInit> = {
  ttfb: { ttfbTimeout: 150, guard: () => true, retry: { ttfbGrowth: 1 } },
  content: { ttfbTimeout: false, formats: [fakeFormat({ contentTimeout: 150 })], retry: { ttfbGrowth: 1 } },
};

/** Collects events as `attempt:type`. */
function story() {
  const told: string[] = [];
  return { told, onEvent: ({ attempt, type }: FetchObserverEvent) => told.push(`${attempt}:${type}`) };
}

Deno.test("HedgeRace starts the next attempt after the given time, and returns the body of the first byte", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(untilAborted(), late(50, answers("b")));
  const { told, onEvent } = story();
  const pending = createFetch({ ...HEDGE, fetch: underneath, onEvent })(UPSTREAM);
  await clock.tickAsync(99);
  assert.equal(underneath.calls.length, 1);

  await clock.tickAsync(51);
  const response = await pending;

  assert.equal(await response.text(), "b");
  assert.deepEqual(told, ["1:attempt", "2:attempt", "2:firstbyte", "1:lost", "2:end"]);
  assert.equal(underneath.calls[0]?.signal.aborted, true);
  const records = timingOf(response)?.attempts.map((
    { attempt, outcome, hedge, elapsed },
  ) => [attempt, outcome, hedge, elapsed]);
  assert.deepEqual(records, [[1, "lost", false, 150], [2, "response", true, 50]]);
  assert.equal(timingOf(response)?.firstByte, 150);
  assert.equal(clock.timers, 0);
});

Deno.test("HedgeRace is decided by the first byte, not by the headers", async () => {
  using clock = fakeClock();
  const silent = manualBody();
  const pending = createFetch({ ...HEDGE, fetch: fakeFetch(answers(silent), answers("b")) })(UPSTREAM);

  await clock.tickAsync(100);

  assert.equal(await (await pending).text(), "b");
  assert.ok(silent.cancelled);
});

Deno.test("HedgeRace lets the first attempt win, and aborts the second in the same turn", async () => {
  using clock = fakeClock();
  const [first, second] = [manualBody(), manualBody()];
  const underneath = fakeFetch(answers(first), answers(second));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);
  await clock.tickAsync(120);
  const abortedBefore = pending.then(() => underneath.calls[1]?.signal.aborted);

  first.push("a");
  first.end();

  assert.equal(await abortedBefore, true);
  assert.equal(await (await pending).text(), "a");
  assert.ok(second.cancelled);
  assert.equal(underneath.calls[0]?.signal.aborted, false);
});

Deno.test("HedgeRace returns one attempt's bytes if two first bytes come in the same turn", async () => {
  for (const order of [[0, 1], [1, 0]]) {
    using clock = fakeClock();
    const bodies = [manualBody(), manualBody()];
    const { told, onEvent } = story();
    const client = createFetch({ ...HEDGE, fetch: fakeFetch(...bodies.map((body) => answers(body))), onEvent });
    const pending = client(UPSTREAM);
    await clock.tickAsync(150);

    for (const index of order) bodies[index]?.push(`${index}`);
    const response = await pending;

    const [winner = 0, loser = 1] = order;
    assert.equal(timingOf(response)?.attempts.at(-1)?.attempt, winner + 1);
    assert.ok(bodies[loser]?.cancelled);
    assert.deepEqual(told.filter((event) => event.endsWith("lost")), [`${loser + 1}:lost`]);
    bodies[winner]?.end();
    assert.equal(await response.text(), `${winner}`);
    assert.equal(clock.timers, 0);
  }
});

Deno.test("HedgeRace keeps the total time running for the winner's body if another had its byte in that turn", async () => {
  using clock = fakeClock();
  const bodies = [manualBody(), manualBody()];
  const client = createFetch({ ...HEDGE, fetch: fakeFetch(...bodies.map((body) => answers(body))) });
  const pending = client(UPSTREAM, { ttfbTimeout: 500, totalTimeout: 1_000, staleTimeout: false });
  await clock.tickAsync(150);
  for (const body of bodies) body.push("a");
  const rejected = assert.rejects((await pending).text(), { name: "TimeoutError", phase: "total" });

  await clock.tickAsync(850);

  await rejected;
});

Deno.test("HedgeRace starts no attempt beyond maxAttempts, nor beside a body that is sent once", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never());
  const fetch = createFetch({ ...HEDGE, fetch: underneath, ttfbTimeout: 10_000, guard: () => true });
  const rejected = [
    assert.rejects(fetch(UPSTREAM, { retry: { maxAttempts: 2 } }), { phase: "ttfb" }),
    assert.rejects(fetch(UPSTREAM, { retry: false }), { phase: "ttfb" }),
    assert.rejects(fetch(UPSTREAM, { method: "POST", body: new Blob(["a"]).stream(), duplex: "half" } as FetchInit)),
    assert.rejects(fetch(UPSTREAM, { method: "POST", body: "too long", maxReplayBytes: 1 }), { phase: "ttfb" }),
  ];

  await clock.tickAsync(100_000);

  await Promise.all(rejected);
  assert.equal(underneath.calls.length, 2 + 1 + 1 + 1);
  assert.equal(clock.timers, 0);
});

Deno.test("HedgeRace obeys the Retry-After of one lost attempt, even if another has none", async () => {
  using clock = fakeClock();
  const refusal = () => new Response("busy", { status: 503, headers: { "retry-after": "1" } });
  const underneath = fakeFetch(late(150, () => refusal()), late(70, rejects(new TypeError("network"))), answers("c"));
  const retry = { statusCodes: [503], minDelay: 0, maxDelay: 0 };
  const pending = createFetch({ ...HEDGE, fetch: underneath, retry })(UPSTREAM);
  await clock.tickAsync(1_149);
  assert.equal(underneath.calls.length, 2);

  await clock.tickAsync(1);

  assert.equal(await (await pending).text(), "c");
});

Deno.test("HedgeRace leaves requests alone that are not guarded", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(late(10_000, answers("a")));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM, { method: "POST", body: "a" });

  await clock.tickAsync(10_000);

  assert.equal(await (await pending).text(), "a");
  assert.equal(underneath.calls.length, 1);
});

Deno.test("HedgeRace retries at once after a cutoff, even without known times", async () => {
  using clock = fakeClock();
  const { told, onEvent } = story();
  const fetch = createFetch({
    fetch: fakeFetch(never(), answers("b")),
    hedge: hedge({ after: "p95" }),
    ttfbTimeout: 10,
    onEvent,
  });
  const pending = fetch(UPSTREAM);

  await clock.tickAsync(10);

  assert.equal(await (await pending).text(), "b");
  assert.deepEqual(told, ["1:attempt", "1:retry", "2:attempt", "2:firstbyte", "2:end"]);
});

Deno.test("HedgeRace dispatches all at once if the time is 0", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never(), never(), answers("c"));
  const pending = createFetch({ fetch: underneath, hedge: hedge({ after: 0 }) })(UPSTREAM);
  await clock.tickAsync(1);
  assert.equal(await (await pending).text(), "c");
});

Deno.test("HedgeRace records an attempt once that fails in the turn in which another has its first byte", async () => {
  using clock = fakeClock();
  const bodies = [manualBody(), manualBody()];
  const { told, onEvent } = story();
  const client = createFetch({ ...HEDGE, fetch: fakeFetch(...bodies.map((body) => answers(body))), onEvent });
  const pending = client(UPSTREAM);
  await clock.tickAsync(150);

  bodies[0]?.fail(new TypeError("network"));
  bodies[1]?.push("b");
  bodies[1]?.end();
  const response = await pending;

  const records = timingOf(response)?.attempts.map(({ attempt, outcome }) => [attempt, outcome]);
  assert.deepEqual(records, [[1, "network"], [2, "response"]]);
  assert.deepEqual(told.filter((event) => event.startsWith("1:")), ["1:attempt"]);
  assert.equal(await response.text(), "b");
});

Deno.test("HedgeRace continues an attempt while another fails, and replaces the failed one", async () => {
  using clock = fakeClock();
  const slow = manualBody();
  const underneath = fakeFetch(answers(slow), rejects(new TypeError("network")), never());
  const { told, onEvent } = story();
  const fetch = createFetch({ ...HEDGE, fetch: underneath, onEvent, retry: { minDelay: 20, maxDelay: 20 } });
  const pending = fetch(UPSTREAM);
  await clock.tickAsync(140);
  assert.equal(underneath.calls.length, 3);

  slow.push("a");
  slow.end();

  assert.equal(await (await pending).text(), "a");
  const expected = ["1:attempt", "2:attempt", "2:retry", "3:attempt", "1:firstbyte", "3:lost", "1:end"];
  assert.deepEqual(told, expected);
  assert.equal(clock.timers, 0);
});

Deno.test("HedgeRace reports a cut-off attempt without a successor as lost, and lists all when the last one fails", async () => {
  using clock = fakeClock();
  const { told, onEvent } = story();
  const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(never()), onEvent, ttfbTimeout: 500 });
  const outcome = fetch(UPSTREAM, { retry: { maxAttempts: 2 } }).catch((error) => error);

  await clock.tickAsync(10_000);

  const { name, phase, attempts } = await outcome;
  assert.deepEqual([name, phase, attempts.length], ["TimeoutError", "ttfb", 2]);
  assert.deepEqual(told, ["1:attempt", "2:attempt", "1:lost", "2:error"]);
  assert.equal(clock.timers, 0);
});

Deno.test("HedgeRace lets the hedge of a cut-off attempt take its place", async () => {
  using clock = fakeClock();
  for (const [silent, init] of Object.entries(SILENCES)) {
    const { told, onEvent } = story();
    const fetch = createFetch({ ...HEDGE, onEvent, fetch: fakeFetch(never()), ...init });
    const rejected = assert.rejects(fetch(UPSTREAM, { method: "POST", body: "{}" }), { phase: silent });
    await clock.tickAsync(199);
    assert.deepEqual(told, ["1:attempt", "2:attempt", "1:lost"], silent);
    await clock.tickAsync(10_000);
    await rejected;
  }
});

Deno.test("HedgeRace starts nothing after an error that is not to be retried", async () => {
  const given: FetchInit[] = [{}, { retry: { shouldRetry: () => false } }];
  const errors = [new RangeError("no network's"), new TypeError("network")];
  for (const [index, init] of given.entries()) {
    using clock = fakeClock();
    const underneath = fakeFetch(late(10, rejects(errors[index])), answers("never asked"));
    const rejected = assert.rejects(createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM, init), errors[index]);

    await clock.tickAsync(10_000);

    await rejected;
    assert.equal(underneath.calls.length, 1);
  }
});

Deno.test("HedgeRace retries a listed status while another attempt runs", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(untilAborted(), answers("busy", { status: 503 }), answers("c"));
  const retry = { statusCodes: [503], minDelay: 0, maxDelay: 0 };
  const pending = createFetch({ ...HEDGE, fetch: underneath, retry })(UPSTREAM);

  await clock.tickAsync(100);

  const response = await pending;
  assert.equal(await response.text(), "c");
  const outcomes = timingOf(response)?.attempts.map(({ attempt, outcome }) => `${attempt}:${outcome}`);
  assert.deepEqual(outcomes, ["2:status", "1:lost", "3:response"]);
});
