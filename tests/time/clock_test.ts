import assert from "node:assert/strict";
import { Clock } from "../../src/time/clock.ts";
import { fakeClock } from "../fixtures/clock.ts";

Deno.test("Clock aborts its signal with the reason for its limit, once", () => {
  using time = fakeClock();
  const limits: number[] = [];
  const clock = new Clock(100, (limit) => (limits.push(limit), "late"));
  clock.start();
  time.tick(99);
  assert.deepEqual([clock.expired, clock.signal?.aborted], [false, false]);
  time.tick(1);
  assert.deepEqual([clock.expired, clock.signal?.reason, limits], [true, "late", [100]]);
  clock.start();
  time.tick(1_000);
  assert.deepEqual([limits, clock.signal?.reason], [[100], "late"]);
});

for (const limit of [0, false] as const) {
  Deno.test(`Clock has neither a signal nor a timer if its limit is ${limit}`, () => {
    using time = fakeClock();
    const clock = new Clock(limit, () => assert.fail("called"));
    clock.start();
    assert.deepEqual([clock.limit, clock.signal, clock.expired, time.timers], [false, undefined, false, 0]);
    time.tick(1e9);
    clock.rest();
    clock.reset();
    clock.stop();
  });
}

Deno.test("Clock goes on from where it rested, and begins anew after a reset", () => {
  for (const [halt, expected] of [["rest", true], ["reset", false]] as const) {
    using time = fakeClock();
    const clock = new Clock(100, () => "late");
    clock.start();
    time.tick(60);
    clock[halt]();
    time.tick(1_000);
    assert.equal(clock.expired, false);
    clock.start();
    time.tick(60);
    assert.equal(clock.expired, expected, halt);
    clock.stop();
  }
});

Deno.test("Clock expires no more once it was stopped, and leaves no timer", () => {
  using time = fakeClock();
  const clock = new Clock(100, () => "late");
  clock.start();
  clock.stop();
  assert.equal(time.timers, 0);
  time.tick(1_000);
  assert.equal(clock.expired, false);
});

Deno.test("Clock calls for its reason before the signal's listeners hear of it", () => {
  using time = fakeClock();
  const order: string[] = [];
  const clock = new Clock(100, () => order.push("reason"));
  clock.signal?.addEventListener("abort", () => order.push("abort"));
  clock.start();
  time.tick(100);
  assert.deepEqual(order, ["reason", "abort"]);
});

for (const unref of [true, false]) {
  Deno.test(`Clock ${unref ? "lets" : "doesn't let"} the process end while it runs`, () => {
    const { setTimeout } = globalThis;
    let isUnref = false;
    globalThis.setTimeout = (() => ({ unref: () => isUnref = true })) as unknown as typeof setTimeout;
    try {
      new Clock(100, () => {}, unref).start();
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    assert.equal(isUnref, unref);
  });
}
