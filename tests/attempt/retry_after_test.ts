import assert from "node:assert/strict";
import { inspect } from "node:util";
import { retryAfter } from "../../src/attempt/retry_after.ts";
import { fakeClock } from "../fixtures/clock.ts";

const READ_AT = Date.UTC(2026, 0, 1);

const VALUES: [value: string, expected: number | undefined][] = [
  ["0", 0],
  ["5", 5_000],
  ["007", 7_000],
  [" 5 ", 5_000],
  ["2.0", 2_000],
  ["1.5", 1_500],
  [".5", 500],
  ["5.", 5_000],
  ["2, 2", 2_000],
  ["2,9", 2_000],
  ["Thu, 01 Jan 2026 00:00:09 GMT", 9_000],
  ["Thu, 01 Jan 2026 00:00:09 UTC", 9_000],
  ["Thu, 01 Jan 2026 02:00:09 +0200", 9_000],
  ["Thursday, 01-Jan-26 00:00:09 GMT", 9_000],
  // Asctime, which is in GMT although it doesn't say so.
  ["Thu Jan  1 00:00:09 2026", 9_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["", undefined],
  ["after 12", undefined],
  ["May 5", undefined],
  ["in 5 May", undefined],
  ["soon", undefined],
  ["five", undefined],
  ["-5", undefined],
  ["1e3", undefined],
  ["5s", undefined],
  ["2026-01-01", undefined],
  ["Thu, 99 Jan 2026 00:00:09 GMT", undefined],
];

for (const [value, expected] of VALUES) {
  Deno.test(`retryAfter() reads "${value}" as ${expected}`, () => {
    using _clock = fakeClock(READ_AT);
    assert.equal(retryAfter(new Headers({ "retry-after": value })), expected);
  });
}

const IN_MILLISECONDS: [headers: Record<string, string>, expected: number | undefined][] = [
  [{ "retry-after-ms": "1500" }, 1_500],
  [{ "retry-after-ms": "0.5" }, 0.5],
  [{ "retry-after-ms": "0", "retry-after": "5" }, 0],
  [{ "retry-after-ms": "1500", "retry-after": "2" }, 1_500],
  [{ "retry-after-ms": "soon", "retry-after": "2" }, 2_000],
  [{ "retry-after-ms": "-5", "retry-after": "2" }, 2_000],
  [{ "retry-after-ms": "", "retry-after": "2" }, 2_000],
  [{ "retry-after-ms": "NaN" }, undefined],
];

for (const [headers, expected] of IN_MILLISECONDS) {
  Deno.test(`retryAfter() reads ${inspect(headers)} as ${expected}`, () => {
    assert.equal(retryAfter(new Headers(headers)), expected);
  });
}

Deno.test("retryAfter() takes the first of two headers", () => {
  assert.equal(retryAfter(new Headers([["retry-after", "2"], ["retry-after", "9"]])), 2_000);
  assert.equal(retryAfter(new Headers([["retry-after-ms", "2"], ["retry-after-ms", "9"]])), 2);
});

Deno.test("retryAfter() returns undefined without a header", () => {
  assert.equal(retryAfter(new Headers()), undefined);
});

Deno.test("retryAfter() is never negative and never NaN", () => {
  const values = ["-5", "1e3", "0x10", "NaN", "Infinity", ", 2", "1 2", ".", "5s", "Jan", "9".repeat(400)];
  for (const value of values) {
    const wait = retryAfter(new Headers({ "retry-after": value }));
    assert.ok(wait === undefined || wait >= 0, `${value}: ${wait}`);
  }
});
