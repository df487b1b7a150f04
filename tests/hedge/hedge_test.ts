import assert from "node:assert/strict";
import { inspect } from "node:util";
import { createFetch, type FetchObserverEvent, hedge, type HedgeOptions } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, untilAborted } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

/** What a caller without a compiler can pass. */
function given(value: unknown): HedgeOptions {
  return value as HedgeOptions;
}

const AFTER = 'hedge.after: expected a number of milliseconds ≥ 0 or a percentile between "p0" and "p100", like "p95"';
const BUDGET = "hedge.budget: expected a number ≥ 0";

const REFUSED: [options: Record<string, unknown>, message: string][] = [
  ...[-1, NaN, Infinity, null, undefined, true, 5n].map((after): [Record<string, unknown>, string] => [
    { after },
    `${AFTER}, got ${after}`,
  ]),
  ...["p0", "p00", "p0.0", "p100", "p-5", "p.5", "p5.", "95", "p", "pp95", "p95 ", "P95", "p1e1", ""].map(
    (after): [Record<string, unknown>, string] => [{ after }, `${AFTER}, got "${after}"`],
  ),
  [{ after: {} }, `${AFTER}, got type object`],
  [{ after: [5] }, `${AFTER}, got an array`],
  [{ after: 1, budget: -0.1 }, `${BUDGET}, got -0.1`],
  [{ after: 1, budget: NaN }, `${BUDGET}, got NaN`],
  [{ after: 1, budget: "1" }, `${BUDGET}, got "1"`],
  [{ after: 1, budget: null }, `${BUDGET}, got null`],
  [{ after: 1, budgets: 1 }, "hedge.budgets: did you mean budget?"],
  [{ after: 1, percentile: 95 }, "hedge.percentile: expected one of after, budget"],
  [{}, `${AFTER}, got undefined`],
];

for (const [options, message] of REFUSED) {
  Deno.test(`hedge() refuses ${inspect(options)}, and names what it takes`, () => {
    const name = / got (-?[\d.]+|NaN|Infinity)$/.test(message) && typeof options.after === "number"
      ? "RangeError"
      : "TypeError";
    assert.throws(() => hedge(given(options)), { name, message: `Cannot use ${message}` });
  });
}

Deno.test("hedge() refuses what isn't an object", () => {
  for (const options of [undefined, null, 100, "p95", Promise.resolve({})]) {
    assert.throws(() => hedge(given(options)), /^\w+: Cannot use hedge options: expected an object, got /);
  }
});

for (const after of [0, 0.5, "p1", "p0.1", "p9", "p95", "p99.9", "p05"] as const) {
  Deno.test(`hedge() takes ${inspect(after)} as hedge.after`, () => {
    assert.equal(typeof hedge({ after, budget: 0 }).race, "function");
  });
}

Deno.test("hedge() doesn't show what may be a secret", () => {
  const secret = "p" + "5".repeat(40);
  assert.throws(() => hedge(given({ after: secret })), (error: Error) => !error.message.includes(secret));
});

/** Makes a call to a server that never answers the first attempt, and returns when the others started. */
function calling(fetch: ReturnType<typeof createFetch>, url = UPSTREAM) {
  const started: number[] = [];
  const began = performance.now();
  const onEvent = ({ type }: FetchObserverEvent) => type === "attempt" && started.push(performance.now() - began);
  const controller = new AbortController();
  const call = fetch(url, { onEvent, signal: controller.signal }).catch(() => {});
  return {
    started,
    async end() {
      controller.abort();
      await call;
    },
  };
}

const silent = { fetch: fakeFetch(untilAborted()), ttfbTimeout: false } as const;

Deno.test("hedge() starts the next attempt after a number of milliseconds, however many run", async () => {
  using clock = fakeClock();
  const { started, end } = calling(createFetch({ ...silent, hedge: hedge({ after: 70 }), retry: { maxAttempts: 4 } }));
  await clock.tickAsync(1_000);
  assert.deepEqual(started, [0, 70, 140, 210]);
  await end();
  assert.equal(clock.timers, 0);
});

/** Teaches a policy so many times of 1 ms, 2 ms and so on. */
async function teach(
  clock: ReturnType<typeof fakeClock>,
  policy: ReturnType<typeof hedge>,
  count: number,
  url = UPSTREAM,
) {
  for (let time = 1; time <= count; time++) {
    const pending = createFetch({ fetch: fakeFetch(late(time, answers("a"))), hedge: policy })(url);
    await clock.tickAsync(time);
    await (await pending).text();
  }
}

Deno.test("hedge() has no percentile of fewer than twenty times", async () => {
  using clock = fakeClock();
  const policy = hedge({ after: "p50" });
  const fetch = createFetch({ ...silent, hedge: policy, retry: { maxAttempts: 2 } });
  await teach(clock, policy, 19);
  const before = calling(fetch);
  await clock.tickAsync(1_000);
  assert.deepEqual(before.started, [0]);
  await before.end();

  await teach(clock, policy, 1);
  const after = calling(fetch);
  await clock.tickAsync(1_000);
  assert.equal(after.started.length, 2);
  await after.end();
});

Deno.test("hedge() waits 0.7 times as long for each attempt more that runs, by a percentile", async () => {
  using clock = fakeClock();
  const policy = hedge({ after: "p90", budget: 99 });
  await teach(clock, policy, 100);
  const { started, end } = calling(createFetch({ ...silent, hedge: policy, retry: { maxAttempts: 4 } }));
  await clock.tickAsync(1_000);
  const [first = 0, second = 0, third = 0] = started.slice(1).map((at, index) => at - (started[index] ?? 0));
  // Later times count a little more.
  assert.ok(first >= 90 && first < 92, `${first}`);
  for (const ratio of [second / first, third / second]) assert.ok(Math.abs(ratio - 0.7) < 0.02, `${ratio}`);
  await end();
});

Deno.test("hedge() learns each origin's times apart, and shares them among the functions that use it", async () => {
  using clock = fakeClock();
  const policy = hedge({ after: "p50" });
  await teach(clock, policy, 20, `${UPSTREAM}path?query`);
  const other = calling(createFetch({ ...silent, hedge: policy }), "http://other.test/");
  const same = calling(createFetch({ ...silent, hedge: policy }));
  const apart = calling(createFetch({ ...silent, hedge: hedge({ after: "p50" }) }));
  await clock.tickAsync(1_000);
  assert.deepEqual([other.started.length, same.started.length, apart.started.length], [1, 3, 1]);
  for (const { end } of [other, same, apart]) await end();
});

Deno.test("hedge() forgets the origin that was not called for longest, of more than 256", async () => {
  using clock = fakeClock();
  const policy = hedge({ after: "p50" });
  await teach(clock, policy, 20);
  for (let origin = 0; origin < 256; origin++) await teach(clock, policy, 1, `http://upstream-${origin}.test/`);
  const { started, end } = calling(createFetch({ ...silent, hedge: policy }));
  await clock.tickAsync(1_000);
  assert.deepEqual(started, [0]);
  await end();
});

Deno.test("hedge() owns its budget: ten extra attempts at first, none for 0", async () => {
  for (const [budget, extra] of [[undefined, 10], [0.001, 10], [0, 0]] as const) {
    using clock = fakeClock();
    const fetch = createFetch({ ...silent, hedge: hedge({ after: 0, budget }), retry: { maxAttempts: 99 } });
    const { started, end } = calling(fetch);
    await clock.tickAsync(1_000);
    assert.equal(started.length - 1, extra);
    await end();
  }
});

Deno.test("hedge() shares its budget among all calls to an origin, and has one for each origin", async () => {
  using clock = fakeClock();
  const policy = hedge({ after: 0, budget: 0.001 });
  const fetch = createFetch({ ...silent, hedge: policy, retry: { maxAttempts: 9 } });
  const calls = [calling(fetch), calling(fetch), calling(fetch), calling(fetch, "http://other.test/")];
  await clock.tickAsync(1_000);
  const extra = calls.map(({ started }) => started.length - 1);
  assert.equal(extra.slice(0, 3).reduce((sum, count) => sum + count, 0), 10);
  assert.equal(extra[3], 8);
  for (const { end } of calls) await end();
});
