import assert from "node:assert/strict";
import { createHedgeBudget } from "../../src/hedge/hedge_budget.ts";

/** Spends all that is affordable; returns how much that was. */
function spendAll(budget: ReturnType<typeof createHedgeBudget>): number {
  let spent = 0;
  for (; budget.affords && spent < 1_000; spent++) budget.spend();
  return spent;
}

Deno.test("createHedgeBudget() affords ten at first, then a share of the calls", () => {
  const budget = createHedgeBudget(0.25);
  assert.equal(spendAll(budget), 10);
  for (let call = 0; call < 16; call++) budget.earn();
  assert.equal(spendAll(budget), 4);
});

Deno.test("createHedgeBudget() counts ten tenths as one", () => {
  const budget = createHedgeBudget(0.1);
  spendAll(budget);
  for (let call = 0; call < 10; call++) budget.earn();
  assert.equal(spendAll(budget), 1);
});

Deno.test("createHedgeBudget() saves up no more than thirty", () => {
  const budget = createHedgeBudget(1);
  for (let call = 0; call < 1_000; call++) budget.earn();
  assert.equal(spendAll(budget), 30);
});

Deno.test("createHedgeBudget() affords none if there is no share", () => {
  const budget = createHedgeBudget(0);
  for (let call = 0; call < 1_000; call++) budget.earn();
  assert.equal(budget.affords, false);
});

Deno.test("createHedgeBudget() goes no deeper than ten into debt", () => {
  const budget = createHedgeBudget(1);
  for (let attempt = 0; attempt < 1_000; attempt++) budget.spend();
  for (let call = 0; call < 11; call++) budget.earn();
  assert.equal(budget.affords, true);
});

Deno.test("createHedgeBudget() calls back as many at once as it affords", () => {
  const budget = createHedgeBudget(2);
  spendAll(budget);
  let told = 0;
  for (let waiting = 0; waiting < 9; waiting++) {
    budget.wait(() => {
      told++;
      budget.spend();
    });
  }
  for (let call = 0; call < 4; call++) budget.earn();
  assert.equal(told, 8);
});

Deno.test("createHedgeBudget() calls nobody back while it's in debt", () => {
  const budget = createHedgeBudget(0.25);
  for (let attempt = 0; attempt < 100; attempt++) budget.spend();
  let told = 0;
  for (let waiting = 0; waiting < 15; waiting++) budget.wait(() => told++);
  budget.earn();
  assert.equal(told, 0);
});

Deno.test("createHedgeBudget() calls back in the order of the calls", () => {
  const budget = createHedgeBudget(0.5);
  spendAll(budget);
  const told: string[] = [];
  for (const name of ["a", "b", "c"]) {
    budget.wait(() => {
      told.push(name);
      budget.spend();
    });
  }
  const stop = budget.wait(() => told.push("d"));
  stop();
  for (let call = 0; call < 20; call++) budget.earn();
  assert.deepEqual(told, ["a", "b", "c"]);
});
