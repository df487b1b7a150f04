import assert from "node:assert/strict";
import { Timer } from "../../src/time/timer.ts";
import { fakeClock } from "../fixtures/clock.ts";

const LONGEST = 2 ** 31 - 1;

/** A timer, and how often it expired. */
function counting(limit: number | false) {
  const expired = { times: 0 };
  return { expired, timer: new Timer(limit, () => expired.times++) };
}

for (const limit of [1, 0.5, 100, LONGEST, LONGEST + 1, 2 ** 32, 2 ** 33 + 7]) {
  Deno.test(`Timer expires after ${limit} ms, once, and never early`, () => {
    using clock = fakeClock();
    const { timer, expired } = counting(limit);
    timer.start();
    clock.tick(Math.ceil(limit) - 1);
    assert.equal(expired.times, 0);
    clock.tick(1);
    assert.equal(expired.times, 1);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("Timer never expires if it has no limit", () => {
  using clock = fakeClock();
  for (const limit of [0, false] as const) {
    const { timer, expired } = counting(limit);
    timer.start();
    assert.equal(clock.timers, 0);
    clock.tick(1e12);
    assert.deepEqual([timer.elapsed, expired.times], [1e12, 0]);
  }
});

Deno.test("Timer counts only the stretches that it runs", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  for (let stretch = 0; stretch < 3; stretch++) {
    timer.start();
    clock.tick(33);
    timer.rest();
    clock.tick(1_000);
    assert.equal(clock.timers, 0);
  }
  assert.equal(timer.elapsed, 99);
  timer.start();
  timer.start();
  assert.equal(expired.times, 0);
  clock.tick(1);
  assert.equal(expired.times, 1);
});

Deno.test("Timer begins anew after a reset", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  for (let stretch = 0; stretch < 5; stretch++) {
    timer.start();
    clock.tick(99);
    timer.reset();
  }
  timer.start();
  clock.tick(99);
  assert.equal(expired.times, 0);
  clock.tick(1);
  assert.equal(expired.times, 1);
});

Deno.test("Timer needs one setTimeout for any number of stretches", () => {
  using clock = fakeClock();
  const { timer } = counting(100);
  for (let stretch = 0; stretch < 1_000; stretch++) {
    timer.start();
    assert.equal(clock.timers, 1);
    timer.reset();
  }
  timer.stop();
  assert.equal(clock.timers, 0);
});

Deno.test("Timer gives back the time that the machine slept, once and up to a second", () => {
  using clock = fakeClock();
  for (const [slept, grace] of [[50, 50], [500, 500], [60_000, 1_000]] as const) {
    const { timer, expired } = counting(100);
    timer.start();
    clock.jump(100 + slept);
    assert.equal(expired.times, 0, `${slept}`);
    clock.tick(grace - 1);
    assert.equal(expired.times, 0, `${slept}`);
    clock.tick(1);
    assert.equal(expired.times, 1, `${slept}`);
  }
});

Deno.test("Timer expires in the end, even if every timer of a busy loop is late", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  timer.start();
  for (let round = 0; round < 3; round++) clock.jump(5_000);
  assert.equal(expired.times, 1);
});

Deno.test("Timer expires without grace if it is less than 16 ms late", () => {
  using clock = fakeClock();
  for (const [late, times] of [[15, 1], [16, 0]] as const) {
    const { timer, expired } = counting(100);
    timer.start();
    clock.jump(100 + late);
    assert.equal(expired.times, times, `${late} ms late`);
    timer.stop();
  }
});

Deno.test("Timer expires on a fake clock that moves the timers alone", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  const began = performance.now();
  performance.now = () => began;
  timer.start();
  clock.tick(99);
  assert.equal(expired.times, 0);
  clock.tick(1);
  assert.deepEqual([expired.times, clock.timers], [1, 0]);
});

Deno.test("Timer keeps the process alive, unless it's told otherwise", () => {
  using _clock = fakeClock();
  const { setTimeout } = globalThis;
  let unrefs = 0;
  globalThis.setTimeout = (() => ({ unref: () => unrefs++ })) as unknown as typeof setTimeout;
  new Timer(100, () => {}).start();
  assert.equal(unrefs, 0);
  new Timer(100, () => {}, true).start();
  assert.equal(unrefs, 1);
});

Deno.test("Timer sets no negative delay if it ran too long before a pause", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  const { setTimeout } = globalThis;
  const { now } = performance;
  const delays: number[] = [];
  globalThis.setTimeout = ((run: () => void, ms = 0) => {
    delays.push(ms);
    return setTimeout(run, ms);
  }) as typeof globalThis.setTimeout;
  timer.start();
  // A loop that is busy: time passes, and nothing fires.
  performance.now = () => now.call(performance) + 150;
  timer.rest();
  clock.tick(100);
  timer.start();
  clock.tick(1_000);

  assert.ok(delays.length > 1 && delays.every((ms) => ms >= 0), `got ${delays}`);
  assert.equal(expired.times, 1);
});

Deno.test("Timer does not expire once it has stopped", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  timer.start();
  clock.tick(50);
  timer.stop();
  timer.stop();
  assert.equal(clock.timers, 0);
  clock.tick(1_000);
  assert.deepEqual([timer.elapsed, expired.times], [50, 0]);
});

Deno.test("Timer goes on from where it was stopped", () => {
  using clock = fakeClock();
  const { timer, expired } = counting(100);
  timer.start();
  clock.tick(60);
  timer.stop();
  timer.start();
  clock.tick(40);
  assert.equal(expired.times, 1);
});
