import assert from "node:assert/strict";
import { inspect } from "node:util";
import { createFetch, type HedgeOptions } from "../mod.ts";
import { createCall } from "../src/call.ts";
import { createFirstByteTimes } from "../src/first_byte_times.ts";
import { hedgeAfter, type HedgeState, hedgeState } from "../src/hedge_state.ts";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { resolveOptions } from "../src/resolve_options.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { answers, fakeFetch } from "./fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

/** Returns what is known of an origin, as a call to it finds it. */
function stateOf(hedge: HedgeOptions, fetch: typeof globalThis.fetch, url = UPSTREAM): HedgeState {
  return hedgeState(hedge, createCall(new ReplayableRequest(url, {}), resolveOptions({ fetch })));
}

/** What a caller without a compiler can pass. */
function hedgeOf(value: unknown): HedgeOptions {
  return value as HedgeOptions;
}

const AFTER = 'hedge.after: expected a number of milliseconds ≥ 0 or a percentile between "p0" and "p100", like "p95"';
const SHOWN = ["p0", "p00", "p0.0", "p100", "p-5", "p.5", "p5.", -1, NaN, Infinity, null, undefined, true, 5n];
const HIDDEN = ["95", "p", "pp95", "p95 ", "P95", "p1e1", "", {}, [5]];
const BUDGETS = [-0.1, NaN, "1", null, true];

const REFUSED: [hedge: Record<string, unknown>, message: string][] = [
  ...SHOWN.map((after): [Record<string, unknown>, string] => [{ after }, `${AFTER}, got ${after}`]),
  ...HIDDEN.map((after): [Record<string, unknown>, string] => [{ after }, `${AFTER}, got type ${typeof after}`]),
  ...BUDGETS.map((budget): [Record<string, unknown>, string] => [
    { after: 1, budget },
    `hedge.budget: expected a number ≥ 0, got ${budget === "1" ? "type string" : budget}`,
  ]),
];

for (const [hedge, message] of REFUSED) {
  const name = "budget" in hedge ? "budget" : "after";
  Deno.test(`hedgeState() refuses ${inspect(hedge[name])} as hedge.${name}, and says what it takes`, async () => {
    const underneath = fakeFetch(answers("answer"));
    await assert.rejects(createFetch({ fetch: underneath, hedge: hedgeOf(hedge) })(UPSTREAM), {
      name: typeof hedge[name] === "number" ? "RangeError" : "TypeError",
      message: `Cannot use ${message}`,
    });
    assert.equal(underneath.calls.length, 0);
  });
}

for (const after of [0, 0.5, "p1", "p0.1", "p9", "p95", "p99.9", "p05"] as const) {
  Deno.test(`hedgeState() takes ${inspect(after)} as hedge.after`, () => {
    assert.equal(stateOf({ after }, fakeFetch(answers(""))).times.size(), 0);
  });
}

Deno.test("hedgeState() does not show what may be a secret", () => {
  const secret = "p" + "5".repeat(40);
  assert.throws(() => stateOf(hedgeOf({ after: secret }), fakeFetch()), (error: Error) => {
    assert.ok(!error.message.includes(secret), error.message);
    return true;
  });
});

Deno.test("hedgeState() is shared by calls to one origin, through the same fetch, with the same options", () => {
  const fetch = fakeFetch();
  const state = stateOf({ after: 10, budget: 1 }, fetch);

  assert.equal(stateOf({ after: 10, budget: 1 }, fetch, `${UPSTREAM}path?query`), state);
  assert.notEqual(stateOf({ after: 10, budget: 1 }, fakeFetch()), state);
  assert.notEqual(stateOf({ after: 10, budget: 1 }, fetch, "http://other.test/"), state);
  assert.notEqual(stateOf({ after: 20, budget: 1 }, fetch), state);
  assert.notEqual(stateOf({ after: 10, budget: 0.5 }, fetch), state);
});

Deno.test("hedgeState() forgets the origin that was not called for longest, of more than 256", () => {
  const fetch = fakeFetch();
  const origins = Array.from({ length: 256 }, (_, index) => `http://upstream-${index}.test/`);
  const [first, second] = origins.map((url) => stateOf({ after: 10 }, fetch, url));

  assert.equal(stateOf({ after: 10 }, fetch, origins[0]), first);
  stateOf({ after: 10 }, fetch, UPSTREAM);

  assert.equal(stateOf({ after: 10 }, fetch, origins[0]), first);
  assert.notEqual(stateOf({ after: 10 }, fetch, origins[1]), second);
});

Deno.test("hedgeState() begins with a budget for ten extra attempts, none where it is 0", () => {
  for (const [budget, extra] of [[undefined, 10], [0.1, 10], [0, 0]]) {
    const state = stateOf({ after: 10, budget }, fakeFetch());
    let spent = 0;
    for (; state.budget.affords && spent < 100; spent++) state.budget.spend();
    assert.equal(spent, extra);
  }
});

Deno.test("hedgeAfter() returns a number as it is, however many attempts run", () => {
  assert.deepEqual([1, 2, 3].map((running) => hedgeAfter({ after: 70 }, createFirstByteTimes(), running)), [
    70,
    70,
    70,
  ]);
});

Deno.test("hedgeAfter() knows no percentile of fewer than twenty times", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  for (let time = 1; time <= 19; time++) times.add(time, true);
  assert.equal(hedgeAfter({ after: "p50" }, times, 1), undefined);
  times.add(20, true);
  assert.equal(hedgeAfter({ after: "p50" }, times, 1), 10);
});

Deno.test("hedgeAfter() returns 0.7 times the percentile for each attempt more that runs", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  for (let time = 1; time <= 100; time++) times.add(time, true);
  const waits = [1, 2, 3].map((running) => Number(hedgeAfter({ after: "p90" }, times, running)).toFixed(3));
  assert.deepEqual(waits, ["90.000", "63.000", "44.100"]);
  assert.equal(hedgeAfter({ after: "p0.1" }, times, 1), 1);
  assert.equal(hedgeAfter({ after: "p99.9" }, times, 1), 100);
});
