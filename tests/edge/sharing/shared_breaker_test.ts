import assert from "node:assert/strict";
import { createBreaker, loadBreakers } from "../../../edge/breaker/create_breaker.ts";
import { SharedBreaker } from "../../../edge/sharing/shared_breaker.ts";
import { fakeClock } from "../../fixtures/clock.ts";

const OPEN_FOR = 30_000;
const MINUTE = 60_000;

Deno.test("SharedBreaker.follow() opens a breaker for as long as the other's stays open", async () => {
  using bench = await start();

  bench.hearOpening(20_000);

  bench.clock.tick(19_999);
  assert.equal(bench.breaker.isOpen, true);
  bench.clock.tick(1);
  assert.equal(bench.breaker.isOpen, false);
});

Deno.test("SharedBreaker.follow() ignores a report older than its own last answer", async () => {
  using bench = await start();
  bench.breaker.admit()?.succeed();
  bench.clock.tick(1_000);

  bench.hearOpening(20_000, 1_001);
  assert.equal(bench.breaker.isOpen, false);
  bench.hearOpening(20_000, 999);

  assert.equal(bench.breaker.isOpen, true);
});

Deno.test("SharedBreaker.follow() doesn't skip an upstream for ever on reports alone", async () => {
  using bench = await start();
  bench.hearOpening(OPEN_FOR);

  // A proxy that can't reach it says so each time that its probe fails.
  for (let elapsed = 0; elapsed < OPEN_FOR; elapsed += 5_000) {
    bench.clock.tick(5_000);
    bench.hearOpening(OPEN_FOR);
  }

  const probe = bench.breaker.admit();
  assert.ok(probe);
  probe.succeed();
  await bench.clock.runMicrotasks();
  bench.clock.tick(MINUTE);
  bench.hearOpening(OPEN_FOR);
  assert.equal(bench.breaker.isOpen, false);
});

Deno.test("SharedBreaker.follow() keeps a breaker that opened by itself open for no longer", async () => {
  using bench = await start();
  bench.breaker.admit()?.fail();
  await bench.clock.runMicrotasks();
  bench.clock.tick(20_000);

  bench.hearOpening(OPEN_FOR);

  bench.clock.tick(10_000);
  assert.equal(bench.breaker.isOpen, false);
});

Deno.test("SharedBreaker.follow() trusts no report after an answer, even if an attempt failed since", async () => {
  using bench = await start(2);
  bench.hearOpening(OPEN_FOR);
  for (const settle of ["succeed", "fail"] as const) {
    bench.clock.tick(OPEN_FOR);
    bench.breaker.admit()?.[settle]();
    await bench.clock.runMicrotasks();
  }

  bench.hearOpening(OPEN_FOR);

  assert.equal(bench.breaker.isOpen, false);
});

Deno.test("SharedBreaker.follow() trusts reports again after its own attempt failed", async () => {
  using bench = await start();
  bench.hearOpening(OPEN_FOR);
  bench.clock.tick(OPEN_FOR);
  bench.breaker.admit()?.fail();
  await bench.clock.runMicrotasks();
  bench.clock.tick(OPEN_FOR);

  bench.hearOpening(OPEN_FOR);

  assert.equal(bench.breaker.isOpen, true);
});

Deno.test("SharedBreaker.follow() trusts reports again after ten minutes", async () => {
  using bench = await start();
  bench.hearOpening(OPEN_FOR);
  bench.clock.tick(OPEN_FOR);
  bench.breaker.admit()?.succeed();
  await bench.clock.runMicrotasks();
  bench.clock.tick(10 * MINUTE);

  bench.hearOpening(OPEN_FOR);

  assert.equal(bench.breaker.isOpen, true);
});

Deno.test("SharedBreaker.follow() probes at once if another proxy's breaker closed", async () => {
  using bench = await start();
  bench.breaker.admit()?.fail();
  await bench.clock.runMicrotasks();

  bench.shared.follow({ type: "breaker", key: "one/0", openFor: 0, since: 0 });

  const probe = bench.breaker.admit();
  assert.ok(probe);
  assert.equal(bench.breaker.admit(), undefined);
  probe.fail();
  await bench.clock.runMicrotasks();
  assert.equal(bench.breaker.isOpen, true);
});

Deno.test("SharedBreaker.hasAnsweredSince() counts its own answers only", async () => {
  using bench = await start();
  const before = bench.clock.now;
  assert.equal(bench.shared.hasAnsweredSince(0), false);
  bench.breaker.admit()?.succeed();

  assert.deepEqual([before, before + 1].map((time) => bench.shared.hasAnsweredSince(time)), [true, false]);
});

async function start(failures = 1) {
  await loadBreakers();
  const clock = fakeClock();
  const breaker = createBreaker({ failures, openFor: OPEN_FOR });
  const shared = new SharedBreaker(breaker, OPEN_FOR);
  return {
    clock,
    breaker,
    shared,
    hearOpening: (openFor: number, since = 0) => shared.follow({ type: "breaker", key: "one/0", openFor, since }),
    [Symbol.dispose]: () => clock[Symbol.dispose](),
  };
}
