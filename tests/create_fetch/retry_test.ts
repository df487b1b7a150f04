import assert from "node:assert/strict";
import { createFetch, type FetchOptions, type RetryContext } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, type FakeAnswer, fakeFetch, manualBody, never, rejects } from "../fixtures/fake_fetch.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";

const UPSTREAM = "http://upstream.test/";
const broken = rejects(new TypeError("network"));

/** Answers with a status, and with a Retry-After where one is given. */
function status(code: number, retryAfter?: string): FakeAnswer {
  return answers(`status ${code}`, { status: code, headers: retryAfter ? { "retry-after": retryAfter } : {} });
}

/** Runs a call to its end in virtual time; returns when each attempt was dispatched, and the outcome. */
async function run(options: FetchOptions, ...script: FakeAnswer[]): Promise<{ at: number[]; end: unknown }> {
  using clock = fakeClock();
  const start = clock.now;
  const at: number[] = [];
  const underneath = fakeFetch(
    ...script.map((answer): FakeAnswer => (call) => (at.push(Date.now() - start), answer(call))),
  );
  using _random = fixedRandom(0.5);
  const end = createFetch({ fetch: underneath, ttfbTimeout: 100, ...options })(UPSTREAM)
    .then(async (response) => `${response.status} ${await response.text()}`, (error) => error);
  await clock.tickAsync(1e6);
  assert.equal(clock.timers, 0);
  return { at, end: await end };
}

Deno.test("createFetch() retries at once after a silent attempt, each with a longer cutoff", async () => {
  const { at, end } = await run({}, never(), never(), answers("third"));
  assert.deepEqual({ at, end }, { at: [0, 100, 300], end: "200 third" });
});

Deno.test("createFetch() waits with full jitter after network errors", async () => {
  const { at, end } = await run({ retry: { maxAttempts: 5, minDelay: 100, maxDelay: 300 } }, broken);
  // Half of 100, 200, 300 and 300.
  assert.deepEqual(at, [0, 50, 150, 300, 450]);
  assert.ok(end instanceof TypeError && end.message === "network");
});

Deno.test("createFetch() makes three attempts by default, and one if retry is false", async () => {
  assert.equal((await run({}, broken)).at.length, 3);
  assert.equal((await run({ retry: false }, broken)).at.length, 1);
  assert.equal((await run({ retry: { maxAttempts: 1 } }, never())).at.length, 1);
});

Deno.test("createFetch() rethrows the last network error unchanged", async () => {
  const errors = [new TypeError("first"), new TypeError("second"), new TypeError("third")];
  const { end } = await run({}, ...errors.map((error) => rejects(error)));
  assert.strictEqual(end, errors[2]);
});

Deno.test("createFetch() names an earlier network error as the cause of a timeout", async () => {
  const error = new TypeError("first");
  const { end } = await run({ retry: { maxAttempts: 2 } }, rejects(error), never());
  assert.ok(end instanceof Error);
  assert.deepEqual([end.name, end.cause], ["TimeoutError", error]);
});

for (const error of [new Error("a bug"), new RangeError("range"), "a text", undefined, null]) {
  Deno.test(`createFetch() doesn't retry after other errors than the network's: ${error}`, async () => {
    const { at, end } = await run({}, rejects(error));
    assert.equal(at.length, 1);
    assert.strictEqual(end, error);
  });
}

Deno.test("createFetch() returns any status unchanged by default", async () => {
  for (const code of [400, 408, 429, 500, 503, 504]) {
    assert.deepEqual(await run({}, status(code, "1")), { at: [0], end: `${code} status ${code}` });
  }
});

Deno.test("createFetch() retries the given statuses, and returns the last one", async () => {
  const retry = { statusCodes: [500, 503], minDelay: 100 };
  assert.deepEqual(await run({ retry }, status(500), status(503), answers("ok")), { at: [0, 50, 150], end: "200 ok" });
  assert.deepEqual(await run({ retry }, status(503)), { at: [0, 50, 150], end: "503 status 503" });
  assert.deepEqual(await run({ retry }, status(502)), { at: [0], end: "502 status 502" });
});

for (const [header, wait] of [["3", 3_000], ["0", 0], [" 2 ", 2_000], ["60", 60_000], ["nonsense", 50]] as const) {
  Deno.test(`createFetch() waits for a Retry-After of "${header}"`, async () => {
    const { at } = await run({ retry: { statusCodes: [503], minDelay: 100 } }, status(503, header), answers("ok"));
    assert.deepEqual(at, [0, wait]);
  });
}

Deno.test("createFetch() waits for the date of a Retry-After", async () => {
  const date = new Date(Date.UTC(2026, 0, 1, 0, 0, 7)).toUTCString();
  const past = new Date(Date.UTC(2025, 0, 1)).toUTCString();
  const retry = { statusCodes: [503] };
  assert.deepEqual((await run({ retry }, status(503, date), answers("ok"))).at, [0, 7_000]);
  assert.deepEqual((await run({ retry }, status(503, past), answers("ok"))).at, [0, 0]);
});

Deno.test("createFetch() returns the response if its Retry-After is longer than maxRetryAfter", async () => {
  for (const [header, retry] of [["61", {}], ["3", { maxRetryAfter: 2_999 }], ["9".repeat(400), {}]] as const) {
    const { at, end } = await run({ retry: { statusCodes: [429], ...retry } }, status(429, header));
    assert.deepEqual({ at, end }, { at: [0], end: "429 status 429" });
  }
});

Deno.test("createFetch() gives shouldRetry the last word", async () => {
  const told: RetryContext[] = [];
  const never2 = { shouldRetry: (context: RetryContext) => (told.push(context), false) };
  const custom = new Error("custom");

  assert.equal((await run({ retry: never2 }, never())).at.length, 1);
  assert.equal((await run({ retry: never2 }, broken)).at.length, 1);
  assert.equal((await run({ retry: { ...never2, statusCodes: [503] } }, status(503))).end, "503 status 503");
  assert.equal((await run({ retry: { shouldRetry: () => true } }, rejects(custom))).at.length, 3);
  assert.equal((await run({ retry: { shouldRetry: () => undefined } }, rejects(custom))).at.length, 1);
  assert.equal((await run({ retry: { shouldRetry: () => undefined } }, broken)).at.length, 3);
  const slow = (() => Promise.resolve(false)) as unknown as () => boolean;
  assert.equal((await run({ retry: { shouldRetry: slow } }, broken)).at.length, 1);
  const insisting = { statusCodes: [503], shouldRetry: () => true, maxRetryAfter: 10_000 };
  assert.deepEqual((await run({ retry: insisting }, status(503, "3600"))).at, [0, 10_000, 20_000]);

  assert.deepEqual(told.map(({ reason, attempt, status, retry }) => [reason, attempt, status, retry]), [
    ["ttfb", 1, undefined, true],
    ["network", 1, undefined, true],
    ["status", 1, 503, true],
  ]);
  assert.equal(told[0]?.request.url, UPSTREAM);
  assert.ok(told[1]?.error instanceof TypeError);
});

Deno.test("createFetch() never calls shouldRetry after the first byte, or without attempts left", async () => {
  const body = manualBody();
  body.push("a");
  const options = { retry: { shouldRetry: () => assert.fail("asked"), maxAttempts: 1 } };
  assert.ok((await run(options, broken)).end instanceof TypeError);
  const pending = createFetch({ fetch: fakeFetch(answers(body)), retry: { shouldRetry: () => assert.fail("asked") } });
  const response = await pending(UPSTREAM);
  body.fail(new TypeError("network"));
  await assert.rejects(response.text(), /network/);
});
