import assert from "node:assert/strict";
import { retryAfter } from "../src/retry_after.ts";
import { fakeClock } from "./fixtures/clock.ts";

const DATE = Date.UTC(2026, 0, 1);

/** Headers, and the milliseconds they ask for. */
const CASES: [value: string, expected: number | undefined][] = [
  ["0", 0],
  ["5", 5_000],
  ["007", 7_000],
  [" 5 ", 5_000],
  ["Thu, 01 Jan 2026 00:00:09 GMT", 9_000],
  ["Thursday, 01-Jan-26 00:00:09 GMT", 9_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["", undefined],
  // Without a zone, `Date` would take it for local time.
  ["Thu Jan  1 00:00:09 2026", undefined],
  ["after 12", undefined],
  ["May 5", undefined],
  ["soon", undefined],
  ["five", undefined],
];

for (const [value, expected] of CASES) {
  Deno.test(`retryAfter() reads "${value}" as ${expected}`, () => {
    using _clock = fakeClock(DATE);
    assert.equal(retryAfter(new Headers({ "retry-after": value })), expected);
  });
}

Deno.test("retryAfter() returns undefined without a header", () => {
  assert.equal(retryAfter(new Headers()), undefined);
});

Deno.test("retryAfter() is never negative and never NaN", () => {
  for (const value of ["-5", "1.5", "1e3", "0x10", "NaN", "Infinity", "1, 2", "9".repeat(400)]) {
    const wait = retryAfter(new Headers({ "retry-after": value }));
    assert.ok(wait === undefined || wait >= 0, `${value}: ${wait}`);
  }
});
