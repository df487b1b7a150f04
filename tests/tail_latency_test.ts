import assert from "node:assert/strict";
import { type FetchOptions, learnedCutoff } from "../mod.ts";
import { quantile } from "./bench/statistics.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { playTail } from "./fixtures/tail.ts";

// Loaded on demand, which takes real time.
await import("../src/hedged_loop.ts");

const CALLS = { warmUp: 200, calls: 1_000, seed: 1 };

/** Returns the 99th percentile of the waits, over that of the same calls to healthy connections. */
async function play(options: FetchOptions) {
  using clock = fakeClock();
  const healthy = await playTail({ ...CALLS, dead: 0, options: {} }, clock);
  const tail = await playTail({ ...CALLS, dead: 0.2, options }, clock);
  assert.deepEqual([tail.open, clock.timers], [0, 0]);
  return { ...tail, ratio: quantile(tail.waits, 0.99) / quantile(healthy.waits, 0.99) };
}

Deno.test("createFetch() keeps p99 within twice the healthy one, one connection in five dead, by 0.35 extra requests a call", async () => {
  const hedge = { after: "p95" } as const;
  const { ratio, extra } = await play({ ttfbTimeout: learnedCutoff(), hedge, retry: { maxAttempts: 4 } });
  assert.ok(ratio <= 2, `${ratio} times the healthy p99`);
  assert.ok(extra <= 0.35, `${extra} extra requests a call`);
});

Deno.test("createFetch() waits a third as long at p99 by a learned cutoff as by the fixed one", async () => {
  const fixed = await play({});
  const learned = await play({ ttfbTimeout: learnedCutoff() });
  assert.ok(learned.ratio <= fixed.ratio / 3, `${learned.ratio} rather than ${fixed.ratio} times the healthy p99`);
  assert.ok(learned.extra <= fixed.extra + 0.02, `${learned.extra} extra requests a call`);
});
