import assert from "node:assert/strict";
import { delay } from "../src/delay.ts";
import { fakeClock } from "./fixtures/clock.ts";

const LONGEST = 2 ** 31 - 1;

Deno.test("delay() resolves after its time, and not before", async () => {
  using clock = fakeClock();
  let resolved = false;
  const waited = delay(LONGEST + 100, new AbortController().signal).then(() => resolved = true);
  await clock.tickAsync(LONGEST + 99);
  assert.equal(resolved, false);
  await clock.tickAsync(1);
  await waited;
});

Deno.test("delay() rejects with the reason of its signal, and leaves no timer", async () => {
  using clock = fakeClock();
  const controller = new AbortController();
  const waiting = delay(1_000, controller.signal);
  controller.abort("mine");
  await assert.rejects(waiting, (thrown) => thrown === "mine");
  await assert.rejects(delay(1_000, AbortSignal.abort(null)), (thrown) => thrown === null);
  await clock.runMicrotasks();
  assert.equal(clock.timers, 0);
});
