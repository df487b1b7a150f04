import assert from "node:assert/strict";
import { retryTime, setRetryTime } from "../../../edge/attempts/retry_time.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { READ_AT, RETRY_AFTER_VALUES } from "../../fixtures/retry_after_values.ts";

Deno.test("retryTime() reads what the library reads, for a point in time", () => {
  using clock = fakeClock(READ_AT);
  for (const [value, wait] of RETRY_AFTER_VALUES) {
    // As a header has it, without the space around it.
    const time = retryTime(new Headers({ "retry-after": value }).get("retry-after"));

    assert.equal(time === undefined ? undefined : Math.max(0, time - clock.now), wait, `got ${value}`);
  }
  assert.equal(retryTime(null), undefined);
});

Deno.test("setRetryTime() sets whole seconds, and takes out what is over", () => {
  using clock = fakeClock();
  const cases: [number, string | null][] = [[1_001, "2"], [1_000, "1"], [1, "1"], [0, null], [-5_000, null]];
  for (const [wait, expected] of cases) {
    const headers = new Headers({ "retry-after": "120" });
    setRetryTime(headers, clock.now + wait);

    assert.equal(headers.get("retry-after"), expected);
  }
});

Deno.test("setRetryTime() sets a number however long the wait is", () => {
  for (const value of ["9".repeat(30), "9".repeat(400)]) {
    const headers = new Headers();
    setRetryTime(headers, retryTime(value) ?? 0);

    assert.equal(headers.get("retry-after"), "31536000");
  }
});
