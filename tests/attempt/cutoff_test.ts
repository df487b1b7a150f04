import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { AttemptRecord, CutoffContext, FetchOptions } from "../../mod.ts";
import { type Cutoffs, cutoffs } from "../../src/attempt/cutoff.ts";
import { Call } from "../../src/call/call.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fakeFormat, type FakeFormatOptions } from "../fixtures/fake_format.ts";

const UPSTREAM = "http://upstream.test/";
const MEBIBYTE = "x".repeat(2 ** 20);

/** Begins a call that waits for its first byte, and where a format recognizes it, for its first content. */
function guardedCall(options: FetchOptions, init: RequestInit = { method: "POST" }, format?: FakeFormatOptions): Call {
  const call = new Call(CallRequest.from(UPSTREAM, { ...init }), resolveOptions(options), new Error());
  call.guarded = true;
  if (format) {
    call.format = fakeFormat(format);
    call.request = call.request.withStream({ format: "fake" });
  }
  return call;
}

/** Returns the cutoffs of the first three attempts. */
function ofThree(call: Call): Cutoffs[] {
  return [1, 2, 3].map((attempt) => cutoffs(call, attempt, call.request));
}

const NONE = [false, false, false] as const;

const FIRST_BYTE: [name: string, options: FetchOptions, init: RequestInit, expected: readonly (number | false)[]][] = [
  ["45 s, and twice as long each time", {}, { method: "POST" }, [45_000, 90_000, 180_000]],
  ["a minute more for each MiB of a POST", {}, { method: "POST", body: MEBIBYTE }, [105_000, 210_000, 420_000]],
  ["no more for the body of an OPTIONS", {}, { method: "OPTIONS", body: MEBIBYTE }, [45_000, 90_000, false]],
  ["no bound for the last attempt at a GET", {}, {}, [45_000, 90_000, false]],
  ["no bound for the last attempt at a HEAD", { retry: { maxAttempts: 2 } }, { method: "HEAD" }, [
    45_000,
    false,
    false,
  ]],
  ["a bound for the only attempt at a GET", { retry: false }, {}, [45_000, false, false]],
  ["a bound for the last attempt at a PUT", {}, { method: "PUT" }, [45_000, 90_000, 180_000]],
  ["a number for every attempt at a GET, where it's given", { ttfbTimeout: 100 }, {}, [100, 200, 400]],
  ["a number as it is, however large the body", { ttfbTimeout: 100 }, { method: "POST", body: MEBIBYTE }, [
    100,
    200,
    400,
  ]],
  ["a number times a growth of its own", { ttfbTimeout: 100, retry: { ttfbGrowth: 1.5 } }, {}, [100, 150, 225]],
  ["the same each time where nothing grows", { ttfbTimeout: 100, retry: { ttfbGrowth: 1 } }, {}, [100, 100, 100]],
  ["no bound for false", { ttfbTimeout: false }, {}, NONE],
  ["no bound for 0", { ttfbTimeout: 0 }, {}, NONE],
  ["no bound for a function's 0", { ttfbTimeout: () => 0 }, {}, NONE],
  ["what a function returns, and lets it not grow", { ttfbTimeout: () => 100 }, {}, [100, 100, 100]],
];

for (const [name, options, init, expected] of FIRST_BYTE) {
  Deno.test(`cutoffs() gives the first byte ${name}`, () => {
    const actual = ofThree(guardedCall(options, init));
    assert.deepEqual(actual.map(({ ttfb }) => ttfb), expected);
    assert.deepEqual(actual.map(({ content }) => content), NONE);
  });
}

const BY_FORMAT: [name: string, options: FetchOptions, format: FakeFormatOptions, expected: Cutoffs[]][] = [
  [
    "45 s and what the format says, each twice as long each time, where the API greets early",
    {},
    { contentTimeout: 60_000 },
    [{ ttfb: 45_000, content: 60_000 }, { ttfb: 90_000, content: 120_000 }, { ttfb: 180_000, content: 240_000 }],
  ],
  [
    "both what the format says where the API says nothing until it answers",
    {},
    { greetsEarly: false, contentTimeout: 60_000 },
    [{ ttfb: 60_000, content: 60_000 }, { ttfb: 120_000, content: 120_000 }, { ttfb: 240_000, content: 240_000 }],
  ],
  [
    "the first byte a number, and the content what the format says",
    { ttfbTimeout: 100 },
    { greetsEarly: false, contentTimeout: 60_000 },
    [{ ttfb: 100, content: 60_000 }, { ttfb: 200, content: 120_000 }, { ttfb: 400, content: 240_000 }],
  ],
  [
    "both a number for the content where the API says nothing until it answers",
    { contentTimeout: 100, retry: { ttfbGrowth: 1 } },
    { greetsEarly: false },
    Array(3).fill({ ttfb: 100, content: 100 }),
  ],
  [
    "the first byte what the format says where the content isn't waited for",
    { contentTimeout: false, retry: { ttfbGrowth: 1 } },
    { greetsEarly: false, contentTimeout: 60_000 },
    Array(3).fill({ ttfb: 60_000, content: false }),
  ],
  [
    "the content what a function returns, and lets it not grow",
    { contentTimeout: () => 100, ttfbTimeout: 5, retry: { ttfbGrowth: 1 } },
    {},
    Array(3).fill({ ttfb: 5, content: 100 }),
  ],
  [
    "no bound where the format has none",
    {},
    { greetsEarly: false, contentTimeout: false },
    Array(3).fill({ ttfb: false, content: false }),
  ],
];

for (const [name, options, format, expected] of BY_FORMAT) {
  Deno.test(`cutoffs() gives, by format, ${name}`, () => {
    assert.deepEqual(ofThree(guardedCall(options, { method: "POST" }, format)), expected);
  });
}

Deno.test("cutoffs() gives a large prompt more time for its first byte if the API greets early", () => {
  const call = guardedCall({}, { method: "POST", body: MEBIBYTE }, { greetsEarly: true });
  assert.equal(cutoffs(call, 1, call.request).ttfb, 105_000);
});

Deno.test("cutoffs() has no content to wait for if no format is recognized, and calls no function", () => {
  const contentTimeout = () => assert.fail("called");
  const call = guardedCall({ contentTimeout });
  assert.equal(cutoffs(call, 1, call.request).content, false);
});

Deno.test("cutoffs() bounds nothing of a call that isn't guarded, and calls no function", () => {
  const ttfbTimeout = () => assert.fail("called");
  const call = guardedCall({ ttfbTimeout, contentTimeout: ttfbTimeout }, { method: "POST" }, {});
  call.guarded = false;
  assert.deepEqual(cutoffs(call, 1, call.request), { ttfb: false, content: false });
});

for (const name of ["ttfbTimeout", "contentTimeout"] as const) {
  Deno.test(`cutoffs() calls ${name} with the attempt, the request, its bytes and what went before`, () => {
    const contexts: CutoffContext[] = [];
    const call = guardedCall({ [name]: (context: CutoffContext) => contexts.push(context) }, {
      method: "POST",
      body: "é",
    }, {});
    cutoffs(call, 1, call.request);
    const record: AttemptRecord = { attempt: 1, cutoff: 1, elapsed: 1, status: undefined, outcome: "ttfb" };
    call.attempts.push(record);
    cutoffs(call, 2, call.request);

    assert.deepEqual(contexts.map(({ attempt, previous }) => [attempt, previous]), [[1, []], [2, [record]]]);
    assert.ok(contexts.every(({ request, bodyBytes }) => request === call.request && bodyBytes === 2));
  });

  for (const chosen of [NaN, -1, Infinity, "100", null, undefined, true]) {
    Deno.test(`cutoffs() refuses a ${name} that returns ${inspect(chosen)}, and names what it takes`, () => {
      // A caller without a compiler can return anything.
      const call = guardedCall({ [name]: () => chosen as number }, { method: "POST" }, {});
      assert.throws(() => cutoffs(call, 1, call.request), {
        name: typeof chosen === "number" ? "RangeError" : "TypeError",
        message: `Cannot use ${name}: expected a number of milliseconds ≥ 0 or false, got ${
          typeof chosen === "string" ? '"100"' : chosen
        }`,
      });
    });
  }

  Deno.test(`cutoffs() throws the error of a ${name}`, () => {
    const error = new Error("mine");
    const call = guardedCall(
      {
        [name]: () => {
          throw error;
        },
      },
      { method: "POST" },
      {},
    );
    assert.throws(() => cutoffs(call, 1, call.request), (thrown) => thrown === error);
  });
}

Deno.test("cutoffs() gives a function a copy of the records, which it can't change", () => {
  const call = guardedCall({
    ttfbTimeout: ({ previous }) => (previous as AttemptRecord[]).push({ attempt: 9 } as AttemptRecord),
  });
  cutoffs(call, 1, call.request);
  assert.deepEqual(call.attempts, []);
});
