import assert from "node:assert/strict";
import type { BreakerEntry, SampleEntry, SharedEntry } from "../../../edge/isolates/shared_entry.ts";
import { StateExchange, type StateNamespace } from "../../../edge/isolates/state_exchange.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { sharedPlace } from "../fixtures/shared_place.ts";

const INTERVAL = 5_000;

Deno.test("StateExchange.begin() brings what others told", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  one.exchange.tell(sample(7));
  one.exchange.tell(opened(1_000));

  await one.exchange.begin("");
  await two.exchange.begin("");
  clock.tick(INTERVAL);
  await two.exchange.begin("");

  assert.deepEqual(two.heard, [opened(1_000), sample(7)]);
  assert.deepEqual(one.heard, []);
});

Deno.test("StateExchange.begin() begins one in five seconds, not more", async () => {
  using clock = fakeClock();
  const { exchange } = isolate(sharedPlace());

  await exchange.begin("");
  clock.tick(INTERVAL - 1);
  assert.equal(exchange.begin(""), undefined);
  clock.tick(1);

  assert.ok(exchange.begin("") instanceof Promise);
});

Deno.test("StateExchange.begin() names one object for each place", async () => {
  const names: unknown[] = [];
  const { exchange } = isolate({ ...sharedPlace(), idFromName: (name) => names.push(name) });

  await exchange.begin("AMS");

  assert.deepEqual(names, ["AMS"]);
});

Deno.test("StateExchange.tell() keeps the last 64 samples, and of a breaker the last word", async () => {
  const place = sharedPlace();
  const one = isolate(place);
  for (let elapsed = 0; elapsed < 100; elapsed++) one.exchange.tell(sample(elapsed));
  for (const ms of [1_000, 0, 2_000, 0]) one.exchange.tell(opened(ms));

  const two = isolate(place);
  await one.exchange.begin("");
  await two.exchange.begin("");

  const [breaker, first, ...rest] = two.heard;
  assert.deepEqual([breaker, first, rest.length, rest.at(-1)], [opened(0), sample(36), 63, sample(99)]);
});

Deno.test("StateExchange.begin() tells how long a breaker stays open from then on", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  one.exchange.tell(opened(9_000));
  one.exchange.tell({ ...opened(500), key: "one/1" });
  clock.tick(INTERVAL);
  await one.exchange.begin("");

  const two = isolate(place);
  await two.exchange.begin("");

  assert.deepEqual(two.heard, [opened(4_000)]);
});

Deno.test("StateExchange.begin() hears nothing old of a breaker that it has a newer word about", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  two.exchange.tell(opened(20_000));
  await two.exchange.begin("");
  one.exchange.tell(opened(0));

  await one.exchange.begin("");
  clock.tick(INTERVAL);
  await two.exchange.begin("");

  assert.deepEqual([one.heard, two.heard], [[], [opened(0)]]);
});

Deno.test("StateExchange.begin() hears nothing of a breaker that has changed since it began", async () => {
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  one.exchange.tell(opened(1_000));
  await one.exchange.begin("");

  const underWay = two.exchange.begin("");
  two.exchange.tell(opened(0));
  await underWay;

  assert.deepEqual(two.heard, []);
});

const failures: Record<string, () => Promise<Response>> = {
  "throws": () => {
    throw new RangeError("secret");
  },
  "rejects": () => Promise.reject(new Error("secret")),
  "refuses": () => Promise.resolve(new Response("secret", { status: 400 })),
  "answers what is no JSON": () => Promise.resolve(new Response("secret")),
  "answers in another version": () =>
    Promise.resolve(Response.json({ version: 2, epoch: "secret", cursor: 1, entries: [] })),
  "breaks off": () => {
    return Promise.resolve(new Response(new ReadableStream({ pull: (sink) => sink.error(new Error("secret")) })));
  },
};
for (const [how, fail] of Object.entries(failures)) {
  Deno.test(`StateExchange.begin() tells next time what an object that ${how} did not take`, async () => {
    using clock = fakeClock();
    const place = sharedPlace();
    const one = isolate({ ...place, get: (id) => turns.shift()?.() ?? place.get(id) });
    const turns = [() => ({ fetch: fail })];
    one.exchange.tell(sample(7));
    one.exchange.tell(opened(0));

    await one.exchange.begin("");
    clock.tick(INTERVAL);
    await one.exchange.begin("");

    const two = isolate(place);
    await two.exchange.begin("");
    assert.deepEqual(two.heard, [opened(0), sample(7)]);
    assert.equal(one.reports.length, 1);
    assert.doesNotMatch(one.reports.join(), /secret/);
  });
}

Deno.test("StateExchange.begin() does not wait on one that never ended, nor heed it when it ends late", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const late = Promise.withResolvers<Response>();
  const turns = [() => ({ fetch: () => late.promise })];
  const one = isolate({ ...place, get: (id) => turns.shift()?.() ?? place.get(id) });
  const hanging = one.exchange.begin("");
  one.exchange.tell(sample(7));

  clock.tick(INTERVAL);
  await one.exchange.begin("");
  late.resolve(Response.json({ version: 1, epoch: "late", cursor: 99, entries: [sample(8)] }));
  await hanging;

  const two = isolate(place);
  await two.exchange.begin("");
  assert.deepEqual([one.heard, two.heard, one.reports], [[], [sample(7)], []]);
});

Deno.test("StateExchange.begin() gives up on an object that does not answer in four seconds", async () => {
  const place = { ...sharedPlace(), get: () => ({ fetch: hang }) };
  const { exchange, reports } = isolate(place);
  const startedAt = performance.now();

  await exchange.begin("");

  assert.deepEqual(reports, ["TimeoutError"]);
  assert.ok(performance.now() - startedAt < INTERVAL);
});

function isolate(namespace: StateNamespace) {
  const heard: SharedEntry[] = [];
  const reports: string[] = [];
  const exchange = new StateExchange({
    namespace,
    apply: (entry) => heard.push(entry),
    report: (reason) => reports.push(reason),
  });
  return { exchange, heard, reports };
}

function sample(elapsed: number): SampleEntry {
  return { type: "sample", key: "https://a.example", elapsed, answered: true };
}

function opened(openFor: number): BreakerEntry {
  return { type: "breaker", key: "one/0", openFor };
}

function hang(_url: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}
