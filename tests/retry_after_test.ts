import assert from "node:assert/strict";
import { retryAfter } from "../src/retry_after.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { READ_AT, RETRY_AFTER_VALUES } from "./fixtures/retry_after_values.ts";

for (const [value, expected] of RETRY_AFTER_VALUES) {
  Deno.test(`retryAfter() reads "${value}" as ${expected}`, () => {
    using _clock = fakeClock(READ_AT);
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
