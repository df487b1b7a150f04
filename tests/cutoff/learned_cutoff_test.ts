import assert from "node:assert/strict";
import {
  type AttemptOutcome,
  type AttemptRecord,
  createFetch,
  learnedCutoff,
  type LearnedCutoffOptions,
} from "../../mod.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, untilAborted } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const MINUTE = 60_000;

/** A cutoff, and ways to ask and to teach it. */
function learning(options?: LearnedCutoffOptions) {
  const cutoff = learnedCutoff(options);
  const requestOf = (url: string) => CallRequest.from(url, {});
  return {
    ask: (attempt = 1, url = UPSTREAM) => cutoff({ attempt, request: requestOf(url), bodyBytes: 0, previous: [] }),
    teach(
      count: number,
      elapsed: number,
      outcome: AttemptOutcome = "response",
      { url = UPSTREAM, ...rest }: Partial<AttemptRecord> & { url?: string } = {},
    ) {
      const record = { attempt: 1, cutoff: elapsed, elapsed, outcome, status: 200, ...rest };
      for (let time = 0; time < count; time++) cutoff.learn(requestOf(url), record);
    },
  };
}

Deno.test("learnedCutoff() starts at max, and learns a quantile times a factor from the twentieth attempt on", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning();
  assert.equal(ask(), 120_000);
  teach(19, 2_000);
  assert.equal(ask(), 120_000);
  teach(1, 2_000);
  assert.equal(ask(), 6_000);
});

Deno.test("learnedCutoff() uses the quantile, factor and number that it is given", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning({ quantile: 0.5, factor: 1, min: 0, minSamples: 3 });
  for (const time of [100, 200, 300]) teach(1, time);
  assert.equal(ask(), 200);
});

Deno.test("learnedCutoff() doubles with each attempt of a call, within min and max", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning({ max: 20_000 });
  teach(20, 2_000);
  assert.deepEqual([1, 2, 3, 4].map((attempt) => ask(attempt)), [6_000, 12_000, 20_000, 20_000]);
  teach(256, 1);
  assert.equal(ask(), 1_000);
  teach(256, 60_000);
  assert.equal(ask(), 20_000);
});

Deno.test("learnedCutoff() does not shrink by the attempts that it cuts off itself", () => {
  using clock = fakeClock();
  const { ask, teach } = learning({ min: 0, factor: 1, quantile: 0.7 });
  teach(100, 1_000);
  // From now on answers take ten times as long, but for one in three.
  for (let round = 0; round < 400; round++) {
    const given = ask();
    const time = round % 3 ? 10_000 : 1_000;
    teach(1, Math.min(time, given), time <= given ? "response" : "ttfb");
    clock.tick(1_000);
  }
  assert.ok(ask() >= 10_000, `${ask()} ms`);
});

Deno.test("learnedCutoff() doubles the longest time known if too few answer to tell the quantile", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning();
  teach(50, 1_000);
  teach(50, 5_000, "ttfb");
  assert.equal(ask(), 10_000);
  teach(1, 10_000, "ttfb");
  assert.equal(ask(), 20_000);
});

Deno.test("learnedCutoff() counts a hedge that lost as one of at least that time", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning({ quantile: 0.5, factor: 1, min: 0 });
  teach(20, 1_000);
  teach(30, 2_000, "lost");
  teach(10, 3_000);
  assert.equal(ask(), 3_000);
});

Deno.test("learnedCutoff() learns nothing from errors, however fast they come", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning();
  teach(30, 5_000);
  for (const status of [400, 429, 599]) teach(200, 5, "response", { status });
  teach(200, 5, "network");
  teach(200, 5, "status", { status: 503 });
  // A refusal that was held back, and lost to an answer.
  teach(200, 60_000, "lost", { status: 503 });
  assert.equal(ask(), 15_000);
});

Deno.test("learnedCutoff() learns nothing from unguarded requests", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning();
  teach(20, 2_000);
  teach(200, 60_000, "response", { status: 200, cutoff: false });
  assert.equal(ask(), 6_000);
});

Deno.test("learnedCutoff() learns from every answer that isn't an error", () => {
  for (const status of [200, 204, 304, 399]) {
    using _clock = fakeClock();
    const { ask, teach } = learning();
    teach(20, 2_000, "response", { status });
    assert.equal(ask(), 6_000);
  }
});

Deno.test("learnedCutoff() forgets with time", () => {
  using clock = fakeClock();
  const { ask, teach } = learning();
  teach(100, 10_000);
  clock.tick(40 * MINUTE);
  teach(25, 1_000);
  assert.equal(ask(), 3_000);
  clock.tick(61 * MINUTE);
  assert.equal(ask(), 120_000);
});

Deno.test("learnedCutoff() learns if calls are few", () => {
  using clock = fakeClock();
  const { ask, teach } = learning();
  for (let call = 0; call < 30; call++) {
    teach(1, 2_000);
    clock.tick(MINUTE);
  }
  assert.equal(ask(), 6_000);
});

Deno.test("learnedCutoff() learns apart by key, and forgets the key that was not used for longest", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning();
  teach(20, 2_000);
  assert.equal(ask(1, "http://other.test/"), 120_000);
  for (let key = 0; key < 255; key++) teach(1, 1, "response", { url: `http://${key}.test/` });
  assert.equal(ask(), 6_000);
  teach(1, 1, "response", { url: "http://one-more.test/" });
  assert.equal(ask(), 120_000);
  const byPath = learning({ key: ({ url }) => new URL(url).pathname });
  byPath.teach(20, 2_000, "response", { url: "http://a.test/model" });
  assert.deepEqual([byPath.ask(1, "http://b.test/model"), byPath.ask(1, "http://a.test/")], [6_000, 120_000]);
});

Deno.test("learnedCutoff() waits for as many attempts as it remembers, if it has to", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning({ minSamples: 256 });
  teach(255, 2_000);
  assert.equal(ask(), 120_000);
  teach(1, 2_000);
  assert.equal(ask(), 6_000);
});

Deno.test("learnedCutoff() takes one time for min and max, and is that cutoff", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning({ min: 500, max: 500 });
  teach(20, 10);
  assert.deepEqual([ask(), ask(2)], [500, 500]);
});

Deno.test("learnedCutoff() never learns a cutoff of 0, which would be none", () => {
  using _clock = fakeClock();
  const { ask, teach } = learning({ min: 0 });
  teach(20, 0);
  assert.deepEqual([ask(), ask(2)], [1, 2]);
});

Deno.test("learnedCutoff() names an option that is invalid", () => {
  const invalid: [LearnedCutoffOptions, RegExp][] = [
    [{ quantile: 0 }, /quantile: expected a number above 0 and below 1, got 0$/],
    [null as unknown as LearnedCutoffOptions, /options: expected an object, got null$/],
    [{ quantile: 1 }, /quantile.*got 1$/],
    [{ quantile: "0.5" as unknown as number }, /quantile.*got "0.5"$/],
    [{ quantile: NaN }, /quantile.*got NaN$/],
    [{ factor: 0.5 }, /factor.*got 0.5$/],
    [{ min: -1 }, /min.*got -1$/],
    [{ max: Infinity }, /max.*got Infinity$/],
    [{ max: 0, min: 0 }, /max.*≥ 1, got 0$/],
    [{ min: 2, max: 1 }, /min.*at most max \(1\), got 2$/],
    [{ minSamples: 0 }, /minSamples.*got 0$/],
    [{ minSamples: 257 }, /minSamples: expected at most 256, got 257$/],
    [{ key: "origin" as unknown as () => string }, /key.*a function/],
  ];
  for (const [options, message] of invalid) assert.throws(() => learnedCutoff(options), { message });
});

Deno.test("createFetch() is taught by its calls, and a number given for one of them wins", async () => {
  using clock = fakeClock();
  const cutoffs: unknown[] = [];
  const underneath = fakeFetch(
    ...Array.from({ length: 20 }, () => late(1_000, answers("a"))),
    untilAborted(),
    answers("b"),
    untilAborted(),
    answers("c"),
  );
  const fetch = createFetch({
    fetch: underneath,
    ttfbTimeout: learnedCutoff(),
    onEvent: (event) => event.type === "attempt" && cutoffs.push(event.cutoff),
  });
  const call = async (ttfbTimeout?: number) => {
    const pending = fetch(UPSTREAM, { ttfbTimeout });
    await clock.tickAsync(10_000);
    return await (await pending).text();
  };
  for (let known = 0; known < 20; known++) await call();
  assert.equal(await call(), "b");
  assert.equal(await call(500), "c");
  assert.deepEqual(cutoffs.slice(19), [120_000, 3_000, 6_000, 500, 1_000]);
  assert.equal(clock.timers, 0);
});
