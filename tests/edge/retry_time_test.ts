import assert from "node:assert/strict";
import { retryTime, setRetryTime } from "../../edge/upstreams/retry_time.ts";
import { fakeClock } from "../fixtures/clock.ts";

Deno.test("retryTime() reads seconds and dates, and nothing else", () => {
  using clock = fakeClock();
  const later = new Date(clock.now + 90_000).toUTCString();

  assert.equal(retryTime("90"), clock.now + 90_000);
  assert.equal(retryTime("0"), clock.now);
  assert.equal(retryTime(later), clock.now + 90_000);
  for (const value of [null, "", "-1", "1.5", "soon", "2026-01-01"]) {
    assert.equal(retryTime(value), undefined, `${value}`);
  }
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
