import assert from "node:assert/strict";
import type { Breaker, BreakerChange } from "../../../edge/breaker/breaker.ts";
import { createBreaker, loadBreakers } from "../../../edge/breaker/create_breaker.ts";
import { type FakeClock, fakeClock } from "../../fixtures/clock.ts";

const OPTIONS = { failures: 2, openFor: 1_000 };

Deno.test("createBreaker() opens on consecutive failures, and reports until when", async () => {
  using bench = await start();
  await bench.fail(1);
  assert.ok(bench.breaker.admit());

  await bench.fail(1);

  assert.equal(bench.breaker.admit(), undefined);
  assert.deepEqual(bench.changes, [{ open: true, until: bench.clock.now + 1_000 }]);
});

Deno.test("createBreaker() restarts its count after a success, and ignores dropped attempts", async () => {
  using bench = await start();
  await bench.fail(1);
  bench.breaker.admit()?.succeed();
  await bench.clock.tickAsync();
  await bench.fail(1);
  bench.breaker.admit()?.drop();
  await bench.clock.tickAsync();

  assert.ok(bench.breaker.admit());
  assert.deepEqual(bench.changes, []);
});

Deno.test("createBreaker() admits one probe, whose success closes it", async () => {
  using bench = await start();
  await bench.fail(2);
  await bench.clock.tickAsync(999);
  assert.equal(bench.breaker.admit(), undefined);
  await bench.clock.tickAsync(1);

  await assertProbed(bench);
});

Deno.test("createBreaker() counts only the first outcome of a probe", async () => {
  using bench = await start();
  await bench.fail(2);
  await bench.clock.tickAsync(1_000);
  const probe = bench.breaker.admit();
  probe?.succeed();
  probe?.drop();
  probe?.fail();
  await bench.clock.tickAsync();

  assert.ok(bench.breaker.admit());
  assert.ok(bench.breaker.admit());
  assert.deepEqual(bench.changes.map(({ open }) => open), [true, false]);
});

Deno.test("createBreaker() knows when the upstream last answered, and when it last failed", async () => {
  using bench = await start();
  const { now: startedAt } = bench.clock;
  const times = [];
  for (const settle of ["succeed", "fail", "drop"] as const) {
    for (const trial of [bench.breaker.admit(), bench.breaker.force()]) {
      bench.clock.tick(1);
      trial?.[settle]();
      trial?.drop();
      times.push([bench.breaker.answeredAt, bench.breaker.failedAt].map((time) => time && time - startedAt));
    }
  }

  assert.deepEqual(times, [[1, 0], [2, 0], [2, 3], [2, 4], [2, 4], [2, 4]]);
});

Deno.test("createBreaker() opens again if the probe fails", async () => {
  using bench = await start();
  await bench.fail(2);
  await bench.clock.tickAsync(1_000);
  await bench.fail(1);

  assert.equal(bench.breaker.admit(), undefined);
  assert.deepEqual(bench.changes.map(({ open }) => open), [true, true]);
  await bench.clock.tickAsync(1_000);
  assert.ok(bench.breaker.admit());
});

Deno.test("createBreaker() stays open for as long again if a probe was dropped, and calls no listener", async () => {
  using bench = await start();
  await bench.fail(2);
  await bench.clock.tickAsync(5_000);
  bench.breaker.admit()?.drop();
  await bench.clock.tickAsync(999);
  assert.equal(bench.breaker.admit(), undefined);
  await bench.clock.tickAsync(1);

  await assertProbed(bench);
});

Deno.test("createBreaker() replaces a probe that doesn't end", async () => {
  using bench = await start();
  await bench.fail(2);
  await bench.clock.tickAsync(1_000);
  const endless = bench.breaker.admit();
  await bench.clock.tickAsync(1_999);
  assert.equal(bench.breaker.admit(), undefined);
  await bench.clock.tickAsync(1);

  const probe = bench.breaker.admit();
  assert.ok(probe);
  assert.equal(bench.breaker.admit(), undefined);
  endless?.drop();
  assert.equal(bench.breaker.admit(), undefined);
  probe.succeed();
  await bench.clock.tickAsync();
  assert.ok(bench.breaker.admit());
});

Deno.test("createBreaker() ignores a failure from before it opened, if a probe has succeeded", async () => {
  using bench = await start();
  const before = Array.from({ length: 4 }, () => bench.breaker.admit());
  await bench.fail(2);
  await bench.clock.tickAsync(1_000);
  const probe = bench.breaker.admit();
  before[0]?.fail();
  before[1]?.fail();
  await bench.clock.tickAsync();
  probe?.succeed();
  await bench.clock.tickAsync();
  before[2]?.fail();
  before[3]?.fail();
  await bench.clock.tickAsync();

  assert.ok(bench.breaker.admit());
  assert.deepEqual(bench.changes.map(({ open }) => open), [true, false]);
});

Deno.test("createBreaker() says whether it's open, without admitting an attempt", async () => {
  using bench = await start();
  const { breaker, clock } = bench;
  assert.equal(breaker.isOpen, false);
  await bench.fail(2);
  assert.equal(breaker.isOpen, true);
  await clock.tickAsync(1_000);
  assert.equal(breaker.isOpen, false);
  const probe = breaker.admit();
  assert.equal(breaker.isOpen, true);
  probe?.succeed();
  await clock.tickAsync();

  assert.equal(breaker.isOpen, false);
});

Deno.test("createBreaker() closes if a forced attempt succeeds after another proxy opened it", async () => {
  using bench = await start();
  bench.breaker.open(bench.clock.now + 1_000);

  bench.breaker.force().succeed();

  assert.ok(bench.breaker.admit());
  assert.deepEqual(bench.changes, [{ open: false }]);
});

Deno.test("createBreaker() opens and is probed on reports of other proxies, without calling listeners", async () => {
  using bench = await start();
  const { breaker, clock } = bench;
  breaker.open(clock.now + 5_000);
  assert.equal(breaker.admit(), undefined);
  await clock.tickAsync(4_999);
  assert.equal(breaker.admit(), undefined);
  await clock.tickAsync(1);
  assert.ok(breaker.admit());
  assert.equal(breaker.admit(), undefined);

  breaker.open(clock.now);

  assert.ok(breaker.admit());
  assert.equal(breaker.admit(), undefined);
  assert.deepEqual(bench.changes, []);
});

Deno.test("createBreaker() ignores attempts from before other proxies opened it or had it probed", async () => {
  using bench = await start();
  const { breaker, clock } = bench;
  const before = [breaker.admit(), breaker.admit()];
  breaker.open(clock.now + 1_000);
  for (const trial of before) trial?.succeed();
  await clock.tickAsync();
  assert.equal(breaker.admit(), undefined);

  await clock.tickAsync(1_000);
  const probe = breaker.admit();
  breaker.open(clock.now);
  probe?.fail();
  await clock.tickAsync();

  assert.ok(breaker.admit());
  assert.deepEqual(bench.changes, []);
});

Deno.test("createBreaker() closes if a forced attempt succeeds", async () => {
  using bench = await start();
  await bench.fail(2);

  bench.breaker.force().succeed();

  assert.ok(bench.breaker.admit());
  assert.deepEqual(bench.changes.map(({ open }) => open), [true, false]);
});

Deno.test("createBreaker() stays open for as long again if a forced attempt fails", async () => {
  using bench = await start();
  await bench.fail(2);
  const forced = bench.breaker.force();
  await bench.clock.tickAsync(1_500);
  forced.fail();

  assert.deepEqual(bench.changes.at(-1), { open: true, until: bench.clock.now + 1_000 });
  await bench.clock.tickAsync(999);
  assert.equal(bench.breaker.admit(), undefined);
  await bench.clock.tickAsync(1);
  assert.ok(bench.breaker.admit());
});

Deno.test("createBreaker() follows the probe, not a forced attempt that fails meanwhile", async () => {
  using bench = await start();
  await bench.fail(2);
  const forced = bench.breaker.force();
  await bench.clock.tickAsync(1_000);
  const probe = bench.breaker.admit();
  forced.fail();
  probe?.succeed();
  await bench.clock.tickAsync();
  forced.fail();

  assert.deepEqual(bench.changes.map(({ open }) => open), [true, false]);
});

Deno.test("createBreaker() counts simultaneous failures of forced attempts once", async () => {
  using bench = await start();
  await bench.fail(2);
  const forced = [bench.breaker.force(), bench.breaker.force(), bench.breaker.force()];
  for (const one of forced) {
    one.fail();
    await bench.clock.tickAsync(600);
  }

  assert.ok(bench.breaker.admit());
  assert.deepEqual(bench.changes.map(({ open }) => open), [true, true]);
});

Deno.test("createBreaker() doesn't call a removed listener", async () => {
  using bench = await start();
  bench.stop();
  await bench.fail(2);

  assert.deepEqual(bench.changes, []);
});

/** Asserts that one attempt gets through at a time, whose success closes the breaker. */
async function assertProbed({ breaker, clock, changes }: Bench): Promise<void> {
  const probe = breaker.admit();
  assert.ok(probe);
  assert.equal(breaker.admit(), undefined);
  probe.succeed();
  await clock.tickAsync();
  assert.ok(breaker.admit());
  assert.deepEqual(changes.map(({ open }) => open), [true, false]);
}

interface Bench extends Disposable {
  readonly breaker: Breaker;
  readonly clock: FakeClock;
  readonly changes: BreakerChange[];
  /** Ends the listening. */
  stop(): void;
  /** Makes attempts that fail. */
  fail(times: number): Promise<void>;
}

async function start(): Promise<Bench> {
  await loadBreakers();
  const clock = fakeClock();
  const breaker = createBreaker(OPTIONS);
  const changes: BreakerChange[] = [];
  return {
    breaker,
    clock,
    changes,
    stop: breaker.onChange((change) => changes.push(change)),
    async fail(times) {
      for (let n = 0; n < times; n++) breaker.admit()?.fail();
      await clock.tickAsync();
    },
    [Symbol.dispose]: () => clock[Symbol.dispose](),
  };
}
