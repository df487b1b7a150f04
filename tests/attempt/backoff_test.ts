import assert from "node:assert/strict";
import { backoff } from "../../src/attempt/backoff.ts";

Deno.test("backoff() doubles its bound with each failure, up to maxDelay", () => {
  const bounds = [1, 2, 3, 4, 5, 6].map((failures) => backoff(failures, 100, 1_000, 1));
  assert.deepEqual(bounds, [100, 200, 400, 800, 1_000, 1_000]);
});

Deno.test("backoff() spreads over the whole wait, from 0 on", () => {
  assert.equal(backoff(1, 100, 1_000, 0), 0);
  assert.equal(backoff(3, 100, 1_000, 0.25), 100);
  const waits = Array.from({ length: 1_000 }, () => backoff(1, 100, 1_000));
  assert.ok(waits.every((wait) => wait >= 0 && wait < 100));
  assert.ok(Math.max(...waits) - Math.min(...waits) > 50);
});

Deno.test("backoff() stays within maxDelay if minDelay is above it, or the failures are many", () => {
  assert.equal(backoff(1, 500, 100, 1), 100);
  assert.equal(backoff(5_000, 1, 100, 1), 100);
  assert.equal(backoff(5_000, 0, 0, 0.5) || 0, 0);
});
