import assert from "node:assert/strict";
import { createFetch, type FetchOptions } from "../../mod.ts";
import { answers, fakeFetch } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

const NUMBER_CASES = [NaN, -1, -Infinity, Infinity];
const TYPE_CASES = ["100", true, null, {}, [], [100], 10n, Symbol("secret"), new Date(), new Number(5)];

/** What each option refuses, by option. */
const REFUSED: Record<string, unknown[]> = {
  ttfbTimeout: [...NUMBER_CASES, ...TYPE_CASES],
  staleTimeout: [...NUMBER_CASES, ...TYPE_CASES, () => 1],
  totalTimeout: [...NUMBER_CASES, ...TYPE_CASES, () => 1],
  firstByteOn: ["byte", "", 0, true, null, {}, ["chunk"], "chunk\n", new String("chunk")],
  progressOn: ["byte", "", 0, true, null, {}, ["event"], "event\n", new String("event")],
  retry: [true, null, 3, "false", () => {}, 0],
  hedge: [true, null, 3, "p95", () => {}],
  targets: ["http://a.test/", true, null, {}, 0],
  guard: ["GET", true, null, {}, 0],
  maxReplayBytes: [...NUMBER_CASES, "1", true, false, null, {}, [1]],
  reconnect: ["Fresh", "", true, false, null, ["fresh"], "fresh\n", 0],
  idempotencyKey: ["", "x y", "x:y", "a\nb", "key\n", 0, 1, null, {}, ["x"], "ключ", Symbol("key")],
  onEvent: ["log", true, null, {}, 0],
  fetch: ["fetch", true, null, {}, 0],
};

/** The options whose errors tell a number out of range from a wrong type. */
const NUMERIC = Object.keys(REFUSED).filter((name) => /Timeout|Bytes/.test(name));

/** What each member of `retry` refuses. */
const RETRY_REFUSED: Record<string, unknown[]> = {
  maxAttempts: [0, -1, 1.5, NaN, Infinity, "3", true, null, {}, [3]],
  ttfbGrowth: [0, 0.99, -2, NaN, Infinity, "2", null, [2]],
  minDelay: [-1, NaN, Infinity, "1", null, true, [1]],
  maxDelay: [-1, NaN, Infinity, "1", null, true, [1]],
  statusCodes: [500, "500", null, true, {}, [99], [600], [500.5], ["500"], [NaN], [null], new Set([500])],
  maxRetryAfter: [-1, NaN, Infinity, "1", null, true, [1]],
  shouldRetry: [true, "yes", null, {}, 0],
};

function options(value: unknown): FetchOptions {
  // A caller without a compiler can pass anything.
  return value as FetchOptions;
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return `a ${value.constructor.name} ${JSON.stringify(value)}`;
  return typeof value === "function" ? "a function" : String(value);
}

for (const [refused, wrap] of [[REFUSED, (o: object) => o], [RETRY_REFUSED, (retry: object) => ({ retry })]] as const) {
  for (const [name, values] of Object.entries(refused)) {
    const shown = refused === REFUSED ? name : `retry.${name}`;
    Deno.test(`createFetch() refuses a ${shown} that it cannot use, and names what it takes`, () => {
      for (const value of values) {
        assert.throws(() => createFetch(options(wrap({ [name]: value }))), (error) => {
          assert.ok(error instanceof Error);
          assert.ok(error.message.includes(shown), `${error.message} names ${shown}, for ${describe(value)}`);
          assert.match(error.message, /expected .+, got .+/, describe(value));
          const range = typeof value === "number" && NUMERIC.includes(name);
          assert.ok(error instanceof RangeError || !range && error instanceof TypeError, `${error}`);
          assert.match(error.message, /^[A-Z].*[^.]$/s);
          return true;
        }, `${shown}: ${describe(value)} is accepted`);
      }
    });

    Deno.test(`createFetch() rejects a call whose ${shown} it cannot use, before any dispatch`, async () => {
      const underneath = fakeFetch(answers("a"));
      const fetch = createFetch({ fetch: underneath });
      for (const value of values) {
        await assert.rejects(fetch(UPSTREAM, options(wrap({ [name]: value }))), { message: /expected .+, got .+/ });
      }
      assert.equal(underneath.calls.length, 0);
    });
  }
}

Deno.test("createFetch() shows the number it got", () => {
  assert.throws(() => createFetch({ ttfbTimeout: -5 }), /ttfbTimeout.*≥ 0.*got -5$/);
  assert.throws(() => createFetch({ retry: { maxAttempts: 0 } }), /retry\.maxAttempts.*integer ≥ 1.*got 0$/);
});

Deno.test("createFetch() does not show what may be a secret", () => {
  const secret = "sk-" + "s3cr3t".repeat(20);
  for (const value of [{ token: secret }, [secret], secret]) {
    assert.throws(() => createFetch(options({ idempotencyKey: value, ttfbTimeout: value })), (error: Error) => {
      assert.ok(!error.message.includes(secret), error.message);
      return true;
    });
  }
});

Deno.test("createFetch() refuses options that are no object", () => {
  for (const value of [null, 5, "a", true]) {
    assert.throws(() => createFetch(options(value)), /Cannot use options: expected an object/);
  }
});

Deno.test("createFetch() refuses timers that can never fire in order", async () => {
  for (const ttfbTimeout of [100, 101, 1e9]) {
    assert.throws(() => createFetch({ ttfbTimeout, totalTimeout: 100 }), /ttfbTimeout.*less than totalTimeout \(100\)/);
  }
  const fetch = createFetch({ totalTimeout: 100, fetch: fakeFetch(answers("a")) });
  await assert.rejects(fetch(UPSTREAM, { ttfbTimeout: 100 }), RangeError);
  assert.throws(() => createFetch({ retry: { minDelay: 2, maxDelay: 1 } }), /retry\.minDelay.*at most maxDelay \(1\)/);
});

Deno.test("createFetch() accepts timers in order, or one of them alone", async () => {
  const underneath = fakeFetch(answers("a"), answers("b"), answers("c"), answers("d"), answers("e"), answers("f"));
  for (
    const given of [
      { ttfbTimeout: 99, totalTimeout: 100 },
      { ttfbTimeout: 200, totalTimeout: 0 },
      { ttfbTimeout: false, totalTimeout: 100 },
      { ttfbTimeout: () => 200, totalTimeout: 100 },
      // The default ttfbTimeout is not explicit.
      { totalTimeout: 100 },
      { staleTimeout: 200, totalTimeout: 100 },
    ] satisfies FetchOptions[]
  ) {
    await (await createFetch({ fetch: underneath, ...given })(UPSTREAM)).text();
  }
  assert.equal(underneath.calls.length, 6);
});

Deno.test("createFetch() accepts the extreme values", async () => {
  const extremes: FetchOptions[] = [
    { ttfbTimeout: 0, staleTimeout: 0, totalTimeout: 0 },
    { ttfbTimeout: false, staleTimeout: false, totalTimeout: false },
    { ttfbTimeout: Number.MAX_VALUE, staleTimeout: Number.MAX_VALUE },
    { ttfbTimeout: 0.5 },
    { maxReplayBytes: 0 },
    { maxReplayBytes: Number.MAX_VALUE },
    { idempotencyKey: "X-Request-Id" },
    { retry: { maxAttempts: 1, ttfbGrowth: 1, minDelay: 0, maxDelay: 0, statusCodes: [200, 599], maxRetryAfter: 0 } },
    { retry: {} },
    { retry: false },
  ];
  for (const given of extremes) {
    const response = await createFetch({ fetch: fakeFetch(answers("ok", { status: 201 })), ...given })(UPSTREAM);
    assert.equal(await response.text(), "ok");
  }
});
