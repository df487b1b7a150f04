import assert from "node:assert/strict";
import { Plan } from "./plan.ts";

const CALLS = 100;

function stalls(plan: Plan, attempt: number): (string | undefined)[] {
  return Array.from({ length: CALLS }, (_, call) => plan.fate(call, attempt).stall);
}

Deno.test("Plan stalls one attempt in five, half before the headers and half after", () => {
  const plan = new Plan(CALLS, 1);

  for (const attempt of [1, 2, 3]) {
    const drawn = stalls(plan, attempt);
    assert.equal(drawn.filter((stall) => stall === "before headers").length, 10);
    assert.equal(drawn.filter((stall) => stall === "after headers").length, 10);
  }
});

Deno.test("Plan draws the same by the same seed alone", () => {
  const [plan, same, other] = [1, 1, 2].map((seed) => stalls(new Plan(CALLS, seed), 1));

  assert.deepEqual(plan, same);
  assert.notDeepEqual(plan, other);
});
