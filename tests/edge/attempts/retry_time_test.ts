import assert from "node:assert/strict";
import { retryTime } from "../../../edge/attempts/retry_time.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { READ_AT, RETRY_AFTER_VALUES } from "../../fixtures/retry_after_values.ts";

Deno.test("retryTime() reads the same headers as the library", () => {
  using clock = fakeClock(READ_AT);
  for (const [value, wait] of RETRY_AFTER_VALUES) {
    const time = retryTime(new Headers({ "retry-after": value }));

    assert.equal(time === undefined ? undefined : Math.max(0, time - clock.now), wait, `got ${value}`);
  }
  assert.equal(retryTime(new Headers()), undefined);
  assert.equal(retryTime(new Headers({ "retry-after-ms": "1500.5", "retry-after": "9" })), clock.now + 1_500.5);
});
