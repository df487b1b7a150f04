import assert from "node:assert/strict";
import type { BreakerEntry, SampleEntry, SharedEntry } from "../../../edge/sharing/shared_entry.ts";
import { DurablePlace, type StateNamespace } from "../../../edge/sharing/durable_place.ts";
import { StateExchange } from "../../../edge/sharing/state_exchange.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { sharedPlace } from "../fixtures/shared_place.ts";

const INTERVAL = 5_000;

Deno.test("StateExchange.begin() gets the entries of the others", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  one.exchange.add(sample(7));
  one.exchange.add(opened(1_000));

  await one.exchange.begin("");
  await two.exchange.begin("");
  clock.tick(INTERVAL);
  await two.exchange.begin("");

  assert.deepEqual(two.heard, [opened(1_000), sample(7)]);
  assert.deepEqual(one.heard, []);
});

Deno.test("StateExchange.begin() begins at most one exchange in five seconds", async () => {
  using clock = fakeClock();
  const { exchange } = isolate(sharedPlace());

  await exchange.begin("");
  clock.tick(INTERVAL - 1);
  assert.equal(exchange.begin(""), undefined);
  clock.tick(1);

  assert.ok(exchange.begin("") instanceof Promise);
});

Deno.test("StateExchange.begin() uses one object for each place", async () => {
  const names: unknown[] = [];
  const { exchange } = isolate({ ...sharedPlace(), idFromName: (name) => names.push(name) });

  await exchange.begin("AMS");

  assert.deepEqual(names, ["AMS"]);
});

Deno.test("StateExchange.add() keeps the last 64 samples, and the last change of a breaker", async () => {
  using _clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  for (let elapsed = 0; elapsed < 100; elapsed++) one.exchange.add(sample(elapsed));
  for (const ms of [1_000, 0, 2_000, 0]) one.exchange.add(opened(ms));

  const two = isolate(place);
  await one.exchange.begin("");
  await two.exchange.begin("");

  const [breaker, first, ...rest] = two.heard;
  assert.deepEqual([breaker, first, rest.length, rest.at(-1)], [opened(0), sample(36), 63, sample(99)]);
});

Deno.test("StateExchange.begin() sends how long a breaker stays open from then on", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  one.exchange.add(opened(9_000));
  one.exchange.add({ ...opened(500), key: "one/1" });
  clock.tick(INTERVAL);
  await one.exchange.begin("");

  const two = isolate(place);
  await two.exchange.begin("");

  assert.deepEqual(two.heard, [opened(4_000, INTERVAL)]);
});

Deno.test("StateExchange.begin() ignores older entries of a breaker that it has reported", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  two.exchange.add(opened(20_000));
  await two.exchange.begin("");
  one.exchange.add(opened(0));

  await one.exchange.begin("");
  clock.tick(INTERVAL);
  await two.exchange.begin("");

  assert.deepEqual([one.heard, two.heard], [[], [opened(0, INTERVAL)]]);
});

Deno.test("StateExchange.begin() ignores entries of a breaker that has changed since it began", async () => {
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  one.exchange.add(opened(1_000));
  await one.exchange.begin("");

  const underWay = two.exchange.begin("");
  two.exchange.add(opened(0));
  await underWay;

  assert.deepEqual(two.heard, []);
});

Deno.test("StateExchange.begin() holds samples without an answer until one has an answer", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place);
  const two = isolate(place);
  const late: SampleEntry = { ...sample(9), answered: false };
  one.exchange.add(late);
  await exchanged();
  const before = [...two.heard];
  one.exchange.add(sample(7));
  await exchanged();

  assert.deepEqual([before, two.heard], [[], [late, sample(7)]]);

  async function exchanged(): Promise<void> {
    for (const { exchange } of [one, two]) await exchange.begin("");
    clock.tick(INTERVAL);
  }
});

Deno.test("StateExchange.begin() reports an open breaker once it's reliable, and a closed one always", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  let isReliable = false;
  const one = isolate(place, () => isReliable);
  const two = isolate(place);
  one.exchange.add(opened(30_000));
  one.exchange.add({ ...opened(0), key: "one/1" });

  for (const reliable of [false, true]) {
    isReliable = reliable;
    for (const { exchange } of [one, two]) await exchange.begin("");
    clock.tick(INTERVAL);
  }

  assert.deepEqual(two.heard, [{ ...opened(0), key: "one/1" }, opened(25_000, INTERVAL)]);
});

Deno.test("StateExchange.begin() applies entries of a breaker once its own unreliable report has expired", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const one = isolate(place, () => false);
  const two = isolate(place);
  one.exchange.add(opened(2_000));
  await one.exchange.begin("");
  clock.tick(INTERVAL);
  two.exchange.add(opened(9_000));
  await two.exchange.begin("");
  await one.exchange.begin("");

  assert.deepEqual(one.heard, [opened(9_000)]);
});

const failures: Record<string, () => Promise<Response>> = {
  "throws": () => {
    throw new RangeError("secret");
  },
  "rejects": () => Promise.reject(new Error("secret")),
  "refuses": () => Promise.resolve(new Response("secret", { status: 400 })),
  "answers with invalid JSON": () => Promise.resolve(new Response("secret")),
  "answers in another version": () => Promise.resolve(Response.json({ version: 2, cursor: "secret", entries: [] })),
  "breaks off": () => {
    return Promise.resolve(new Response(new ReadableStream({ pull: (sink) => sink.error(new Error("secret")) })));
  },
};
for (const [how, fail] of Object.entries(failures)) {
  Deno.test(`StateExchange.begin() sends its entries again after an object that ${how}`, async () => {
    using clock = fakeClock();
    const place = sharedPlace();
    const one = isolate({ ...place, get: (id) => turns.shift()?.() ?? place.get(id) });
    const turns = [() => ({ fetch: fail })];
    one.exchange.add(sample(7));
    one.exchange.add(opened(0));

    await one.exchange.begin("");
    clock.tick(INTERVAL);
    await one.exchange.begin("");

    const two = isolate(place);
    await two.exchange.begin("");
    assert.deepEqual(two.heard, [opened(0, INTERVAL), sample(7)]);
    assert.equal(one.reports.length, 1);
    assert.doesNotMatch(one.reports.join(), /secret/);
  });
}

Deno.test("StateExchange.begin() replaces an exchange that never ended, and ignores its late end", async () => {
  using clock = fakeClock();
  const place = sharedPlace();
  const late = Promise.withResolvers<Response>();
  const turns = [() => ({ fetch: () => late.promise })];
  const one = isolate({ ...place, get: (id) => turns.shift()?.() ?? place.get(id) });
  const hanging = one.exchange.begin("");
  one.exchange.add(sample(7));

  clock.tick(INTERVAL);
  await one.exchange.begin("");
  late.resolve(Response.json({ version: 1, cursor: "late 99", entries: [sample(8)] }));
  await hanging;

  const two = isolate(place);
  await two.exchange.begin("");
  assert.deepEqual([one.heard, two.heard, one.reports], [[], [sample(7)], []]);
});

Deno.test("StateExchange.begin() gives up after four seconds without an answer", async () => {
  const place = { ...sharedPlace(), get: () => ({ fetch: hang }) };
  const { exchange, reports } = isolate(place);
  const startedAt = performance.now();

  await exchange.begin("");

  assert.deepEqual(reports, ["TimeoutError"]);
  assert.ok(performance.now() - startedAt < INTERVAL);
});

function isolate(namespace: StateNamespace, isReliable = () => true) {
  const heard: SharedEntry[] = [];
  const reports: string[] = [];
  const exchange = new StateExchange({
    interval: INTERVAL,
    timeout: 4_000,
    apply: (entry) => heard.push(entry),
    isReliable,
    report: (reason) => reason !== undefined && reports.push(reason),
  });
  const begin = (name: string) => exchange.begin(new DurablePlace(namespace, name));
  return { exchange: { add: (entry: SharedEntry) => exchange.add(entry), begin }, heard, reports };
}

function sample(elapsed: number): SampleEntry {
  return { type: "sample", key: "https://a.example", elapsed, answered: true };
}

function opened(openFor: number, since = 0): BreakerEntry {
  return { type: "breaker", key: "one/0", openFor, since };
}

function hang(_url: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}
