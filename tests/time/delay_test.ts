import assert from "node:assert/strict";
import { delay } from "../../src/time/delay.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { countingSignal } from "../fixtures/counting_signal.ts";

const LONGEST = 2 ** 31 - 1;

Deno.test("delay() resolves after its time, and not before", async () => {
  using clock = fakeClock();
  for (const ms of [1, LONGEST + 100]) {
    let resolved = false;
    const waited = delay(ms, new AbortController().signal).then(() => resolved = true);
    await clock.tickAsync(ms - 1);
    assert.equal(resolved, false);
    await clock.tickAsync(1);
    await waited;
  }
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

Deno.test("delay() resolves at once if there is nothing to wait for", async () => {
  using clock = fakeClock();
  for (const ms of [0, -5, NaN]) await delay(ms, undefined);
  assert.equal(clock.timers, 0);
});

Deno.test("delay() waits without a signal, too, and leaves no listener on one", async () => {
  using clock = fakeClock();
  const { signal, listeners } = countingSignal();
  const waits = [delay(5, undefined), delay(5, null), delay(5, signal)];
  await clock.tickAsync(5);
  await Promise.all(waits);
  assert.deepEqual([listeners.size, clock.timers], [0, 0]);
});
