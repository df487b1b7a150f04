import assert from "node:assert/strict";
import { sharedOptions } from "../../../edge/sharing/shared_options.ts";
import { DurablePlace, type StateNamespace } from "../../../edge/sharing/durable_place.ts";
import type { BreakerOptions } from "../../../edge/breaker/breaker.ts";
import { createBreaker, loadBreakers } from "../../../edge/breaker/create_breaker.ts";
import { type AttemptRecord, type FetchRequest, learnedCutoff } from "../../../mod.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { sharedPlace } from "../fixtures/shared_place.ts";

const INTERVAL = 5_000;
const KEY = "up/0 up.example";
const OTHER = "up/1 other.example";

Deno.test("sharedOptions() opens and closes a breaker like another isolate's", async () => {
  await loadBreakers();
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);

  one.breaker.admit()?.fail();
  await clock.runMicrotasks();
  one.other.admit()?.succeed();
  await exchanged(clock, one, two);
  assert.equal(two.breaker.admit(), undefined);

  one.breaker.force().succeed();
  await exchanged(clock, one, two);
  const trial = two.breaker.admit();
  assert.ok(trial);
  trial.drop();
});

Deno.test("sharedOptions() keeps a breaker open no longer than its own failure would", async () => {
  await loadBreakers();
  using clock = fakeClock();
  const place = sharedPlace();
  const two = isolate(place);
  await post(place, [
    { type: "breaker", key: KEY, openFor: 3_600_000, since: 0 },
    { type: "breaker", key: "x", openFor: 1_000, since: 0 },
  ]);

  await two.exchange.begin();
  clock.tick(29_999);
  assert.equal(two.breaker.admit(), undefined);
  clock.tick(1);

  const probe = two.breaker.admit();
  assert.ok(probe);
  probe.drop();
});

Deno.test("sharedOptions() shares a breaker that stays open for hours", async () => {
  await loadBreakers();
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place, { failures: 1, openFor: 2 * 3_600_000 });
  const two = isolate(place);

  one.breaker.admit()?.fail();
  await clock.runMicrotasks();
  one.other.admit()?.succeed();
  await exchanged(clock, one, two);

  assert.equal(two.breaker.admit(), undefined);
});

Deno.test("sharedOptions() shares nothing once no upstream answers any more", async () => {
  await loadBreakers();
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  one.other.admit()?.succeed();
  clock.tick(1_000);

  for (const breaker of [one.breaker, one.other]) breaker.admit()?.fail();
  await clock.runMicrotasks();
  for (let turn = 0; turn < 3; turn++) await exchanged(clock, one, two);

  assert.deepEqual([one, two].map(({ breaker, other }) => [breaker.isOpen, other.isOpen]), [[true, true], [
    false,
    false,
  ]]);
});

Deno.test("sharedOptions() teaches a cutoff what another isolate learned", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  for (let turn = 0; turn < 15; turn++) one.learn(700, "response");
  for (let turn = 0; turn < 5; turn++) one.learn(1_500, "ttfb");
  const before = two.cutoff();

  await exchanged(clock, one, two);

  assert.deepEqual([before, one.cutoff(), two.cutoff()], [120_000, 2_100, 2_100]);
});

Deno.test("sharedOptions() doesn't share attempts that teach nothing, and nothing twice", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  const three = isolate(place);
  for (let turn = 0; turn < 10; turn++) one.learn(700, "response");
  for (let turn = 0; turn < 10; turn++) one.learn(5, "response", 500);
  for (let turn = 0; turn < 10; turn++) one.learn(5, "network");
  for (let turn = 0; turn < 10; turn++) one.learn(9_000, "response", 200, false);

  // Were the second to pass on what it heard, the third would have its twenty.
  await exchanged(clock, one, two);
  await exchanged(clock, two, three);

  assert.deepEqual([two.cutoff(), three.cutoff()], [120_000, 120_000]);
});

Deno.test("sharedOptions() learns about its own upstreams' origins only", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const two = isolate(place);
  for (let turn = 0; turn < 20; turn++) two.learn(700, "response");
  const keys = Array.from({ length: 300 }, (_, number) => `https://${number}.example`);
  keys.push("https://up.example/path", "https://user@up.example", "HTTPS://up.example", "x");
  await post(place, keys.map((key) => ({ type: "sample", key, elapsed: 1, answered: true })));

  clock.tick(INTERVAL);
  await two.exchange.begin();

  assert.equal(two.cutoff(), 2_100);
});

Deno.test("sharedOptions() leaves the options unchanged if nothing in them can be shared", () => {
  const given = { upstreams: "https://up.example", fetch: { ttfbTimeout: () => 1_000 } };
  const { options } = sharedOptions(given);

  assert.equal(options.fetch, given.fetch);
  assert.deepEqual(Object.keys(given), ["upstreams", "fetch"]);
});

type Isolate = ReturnType<typeof isolate>;

/** A proxy's options in an isolate of their own, with a cutoff and a breaker that opens on one failure. */
function isolate(namespace: StateNamespace, breakerOptions: BreakerOptions = {}) {
  const { options, exchange } = sharedOptions({
    upstreams: { up: ["https://up.example", "https://other.example"] },
    fetch: { ttfbTimeout: learnedCutoff() },
  });
  const { ttfbTimeout } = options.fetch ?? {};
  assert.ok(typeof ttfbTimeout === "function" && ttfbTimeout.learn);
  const { learn } = ttfbTimeout;
  const [breaker, other] = [KEY, OTHER].map((key) => {
    const breaker = createBreaker({ failures: 1, openFor: 30_000, ...breakerOptions });
    options.onBreaker?.(key, breaker);
    return breaker;
  });
  assert.ok(breaker && other);
  return {
    exchange: { begin: () => exchange.begin(new DurablePlace(namespace, "")) },
    breaker,
    /** Another upstream, which answers. */
    other,
    learn: (
      elapsed: number,
      outcome: AttemptRecord["outcome"],
      status?: number,
      cutoff: number | false = 45_000,
    ) => learn(REQUEST, { attempt: 1, cutoff, elapsed, outcome, status }),
    cutoff: () => ttfbTimeout({ attempt: 1, request: REQUEST, bodyBytes: 0, previous: [] }),
  };
}

const REQUEST: FetchRequest = {
  url: "https://up.example/path",
  method: "GET",
  headers: new Headers(),
  bodyBytes: 0,
  text: () => undefined,
  json: () => undefined,
};

/** Lets the one tell, and the other hear. */
async function exchanged(clock: { tick(ms: number): void }, one: Isolate, two: Isolate): Promise<void> {
  clock.tick(INTERVAL);
  await one.exchange.begin();
  await two.exchange.begin();
}

async function post(place: StateNamespace, entries: readonly unknown[]): Promise<void> {
  const body = JSON.stringify({ version: 1, from: "other", cursor: "", entries });
  const { ok } = await place.get("").fetch("https://x/", { method: "POST", body });
  assert.ok(ok);
}
