import assert from "node:assert/strict";
import { createFirstByteTimes } from "../../src/cutoff/first_byte_times.ts";
import { fakeClock } from "../fixtures/clock.ts";

const MINUTE = 60_000;

Deno.test("createFirstByteTimes() knows nothing at first", () => {
  const times = createFirstByteTimes();
  assert.deepEqual([times.size(), times.quantile(0.5), times.longest()], [0, undefined, 0]);
});

Deno.test("createFirstByteTimes() returns the quantile of answered attempts", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  for (let time = 100; time >= 1; time--) times.add(time, true);
  const quantiles = [0.01, 0.5, 0.95, 1].map((share) => times.quantile(share));
  assert.deepEqual([...quantiles, times.size(), times.longest()], [1, 50, 95, 100, 100, 100]);
});

Deno.test("createFirstByteTimes() counts an unanswered attempt as waiting until it was given up", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  for (let time = 1; time <= 80; time++) times.add(time, true);
  for (let dead = 0; dead < 20; dead++) times.add(500, false);
  assert.deepEqual([times.quantile(0.4), times.quantile(0.8), times.quantile(0.81)], [40, 80, undefined]);
});

Deno.test("createFirstByteTimes() takes an attempt given up on early for one as slow as those that waited longer", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  // Kaplan and Meier: after 1 of 4, and 1 given up on, each of the 2 left counts for half of the 3/4.
  times.add(1, true);
  times.add(2, false);
  times.add(3, true);
  times.add(4, true);
  assert.deepEqual([times.quantile(0.25), times.quantile(0.26), times.quantile(0.625), times.quantile(0.63)], [
    1,
    3,
    3,
    4,
  ]);
});

Deno.test("createFirstByteTimes() counts one given up on at the very time of an answer as slower", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  times.add(5, false);
  times.add(5, true);
  assert.deepEqual([times.quantile(0.5), times.quantile(0.6)], [5, undefined]);
});

Deno.test("createFirstByteTimes() weighs old times less, and drops them after an hour", async () => {
  using clock = fakeClock();
  const times = createFirstByteTimes();
  for (let old = 0; old < 30; old++) times.add(1_000, true);
  await clock.tickAsync(30 * MINUTE);
  for (let recent = 0; recent < 10; recent++) times.add(10, true);
  // Three half-lives: 30 of them weigh less than 4 recent ones.
  assert.deepEqual([times.quantile(0.7), times.size()], [10, 40]);
  await clock.tickAsync(31 * MINUTE);
  assert.deepEqual([times.size(), times.longest()], [10, 10]);
});

Deno.test("createFirstByteTimes() counts an attempt half as much ten minutes later", () => {
  using clock = fakeClock();
  const times = createFirstByteTimes();
  times.add(20, true);
  clock.tick(10 * MINUTE);
  times.add(10, true);
  assert.deepEqual([times.quantile(2 / 3), times.quantile(0.67)], [10, 20]);
});

Deno.test("createFirstByteTimes() keeps an attempt for an hour to the millisecond", () => {
  using clock = fakeClock();
  const times = createFirstByteTimes();
  times.add(10, true);
  clock.tick(60 * MINUTE);
  assert.equal(times.size(), 1);
  clock.tick(1);
  assert.equal(times.size(), 0);
});

Deno.test("createFirstByteTimes() keeps 256 attempts at most", () => {
  using _clock = fakeClock();
  const times = createFirstByteTimes();
  for (let time = 0; time < 1_000; time++) times.add(time, true);
  assert.deepEqual([times.size(), times.quantile(0.001)], [256, 744]);
});
