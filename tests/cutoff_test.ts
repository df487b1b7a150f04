import assert from "node:assert/strict";
import { inspect } from "node:util";
import { createCall } from "../src/call.ts";
import { cutoff } from "../src/cutoff.ts";
import type { AttemptRecord } from "../src/errors.ts";
import type { CutoffContext, FetchOptions } from "../src/options.ts";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { resolveOptions } from "../src/resolve_options.ts";

const UPSTREAM = "http://upstream.test/";

/** Begins a call that waits for its first byte. */
function guardedCall(options: FetchOptions, init: RequestInit = {}) {
  return Object.assign(createCall(new ReplayableRequest(UPSTREAM, init), resolveOptions(options)), {
    guarded: true,
    attempt: 1,
  });
}

/** Returns the cutoffs of the first three attempts. */
function cutoffs(options: FetchOptions): (number | false)[] {
  const call = guardedCall(options);
  return [1, 2, 3].map((attempt) => cutoff({ ...call, attempt }, call.request));
}

const FIXED: [name: string, options: FetchOptions, expected: (number | false)[]][] = [
  ["45 s, and twice as long each time, by default", {}, [45_000, 90_000, 180_000]],
  ["a number times a growth of its own", { ttfbTimeout: 100, retry: { ttfbGrowth: 1.5 } }, [100, 150, 225]],
  ["the same each time where nothing grows", { ttfbTimeout: 100, retry: { ttfbGrowth: 1 } }, [100, 100, 100]],
  ["no bound for false", { ttfbTimeout: false }, [false, false, false]],
  ["no bound for 0", { ttfbTimeout: 0 }, [false, false, false]],
  ["no bound for a function's 0", { ttfbTimeout: () => 0 }, [false, false, false]],
  ["what a function returns, and lets it not grow", { ttfbTimeout: () => 100 }, [100, 100, 100]],
];

for (const [name, options, expected] of FIXED) {
  Deno.test(`cutoff() returns ${name}`, () => {
    assert.deepEqual(cutoffs(options), expected);
  });
}

Deno.test("cutoff() returns no bound for a call that is not guarded, and asks no function", () => {
  const ttfbTimeout = () => assert.fail("asked");
  const call = createCall(new ReplayableRequest(UPSTREAM, {}), resolveOptions({ ttfbTimeout }));
  assert.equal(cutoff(call, call.request), false);
});

Deno.test("cutoff() gives a function the attempt, the request, its bytes and what went before", () => {
  const contexts: CutoffContext[] = [];
  const ttfbTimeout = (context: CutoffContext) => contexts.push(context);
  const call = guardedCall({ ttfbTimeout }, { method: "POST", body: "é" });
  cutoff(call, call.request);
  const record: AttemptRecord = { attempt: 1, cutoff: 1, elapsed: 1, status: undefined, outcome: "ttfb" };
  call.attempts.push(record);
  cutoff({ ...call, attempt: 2 }, call.request);

  assert.deepEqual(contexts.map(({ attempt, previous }) => [attempt, previous]), [[1, []], [2, [record]]]);
  assert.ok(contexts.every(({ request, bodyBytes }) => request === call.request && bodyBytes === 2));
});

Deno.test("cutoff() gives a function a copy of the records, which it cannot change", () => {
  const call = guardedCall({
    ttfbTimeout: ({ previous }) => (previous as AttemptRecord[]).push({ attempt: 9 } as AttemptRecord),
  });
  cutoff(call, call.request);
  assert.deepEqual(call.attempts, []);
});

for (const chosen of [NaN, -1, Infinity, "100", null, undefined, true]) {
  Deno.test(`cutoff() refuses a function that returns ${inspect(chosen)}, and says what it takes`, () => {
    // A caller without a compiler can return anything.
    const call = guardedCall({ ttfbTimeout: () => chosen as number });
    assert.throws(() => cutoff(call, call.request), {
      name: typeof chosen === "number" ? "RangeError" : "TypeError",
      message: /^Cannot use ttfbTimeout: expected a number of milliseconds ≥ 0 or false, got /,
    });
  });
}

Deno.test("cutoff() throws what a function throws", () => {
  const error = new Error("mine");
  const call = guardedCall({
    ttfbTimeout: () => {
      throw error;
    },
  });
  assert.throws(() => cutoff(call, call.request), (thrown) => thrown === error);
});
