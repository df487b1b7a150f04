import assert from "node:assert/strict";
import { isBackground, Plan } from "./plan.ts";

const CALLS = 100;

function stalls(plan: Plan, attempt: number): (string | undefined)[] {
  return Array.from({ length: CALLS }, (_, call) => plan.fate(call, attempt).stall);
}

Deno.test("Plan stalls one attempt in five, a third each before the headers, after them and after the prelude", () => {
  const plan = new Plan(CALLS, 1);

  for (const attempt of [1, 2, 3]) {
    const drawn = stalls(plan, attempt);
    const counts = ["before headers", "after headers", "after prelude"].map((stall) =>
      drawn.filter((each) => each === stall).length
    );
    assert.deepEqual(counts, [7, 7, 6]);
  }
});

Deno.test("Plan draws the same by the same seed alone", () => {
  const [plan, same, other] = [1, 1, 2].map((seed) => stalls(new Plan(CALLS, seed), 1));

  assert.deepEqual(plan, same);
  assert.notDeepEqual(plan, other);
});

Deno.test("Plan stalls no background response, which is one call in ten", () => {
  const plan = new Plan(CALLS, 1);

  const background = Array.from({ length: CALLS }, (_, call) => call).filter(isBackground);

  assert.equal(background.length, CALLS / 10);
  for (const attempt of [1, 2, 3]) {
    assert.deepEqual(background.map((call) => plan.fate(call, attempt).stall).filter(Boolean), []);
  }
});
