import assert from "node:assert/strict";
import type { Outcome } from "./call.ts";
import { quantile, summarize } from "./summary.ts";

Deno.test("quantile() returns a value that was measured", () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);

  assert.deepEqual([0, 0.5, 0.99, 1].map((share) => quantile(sorted, share)), [1, 50, 99, 100]);
  assert.equal(quantile([7], 0.5), 7);
});

Deno.test("summarize() counts the waiting time of calls without an answer", () => {
  const outcomes: Outcome[] = [
    { result: "silent", waited: 5_000 },
    { result: "answered", waited: 20 },
    { result: "broken", waited: 30 },
  ];

  const { answered, broken, median, worst, waits } = summarize("plain fetch", outcomes, 3);

  assert.deepEqual({ answered, broken, median, worst, waits }, {
    answered: 1,
    broken: 1,
    median: 30,
    worst: 5_000,
    waits: [20, 30, 5_000],
  });
});
