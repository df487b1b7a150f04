import assert from "node:assert/strict";
import { createFetch, type FetchInit, type TimeoutError } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, never } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

Deno.test("createFetch() returns a function named fetch, of length 1, that isn't a constructor", () => {
  const fetch = createFetch();
  assert.equal(fetch.name, "fetch");
  assert.equal(fetch.length, 1);
  assert.throws(() => Reflect.construct(fetch, [UPSTREAM]), TypeError);
});

Deno.test("createFetch() works with no options, undefined or empty ones", async () => {
  for (const fetch of [createFetch(), createFetch(undefined), createFetch({})]) {
    assert.equal(await (await fetch("data:,hello")).text(), "hello");
    assert.equal(await (await fetch("data:,hello", undefined)).text(), "hello");
  }
});

Deno.test("createFetch() returns a fetch that needs no this", async () => {
  const { fetch } = { fetch: createFetch() };
  assert.equal(await (await Reflect.apply(fetch, undefined, ["data:,a"])).text(), "a");
  assert.equal(await (await Reflect.apply(fetch, {}, ["data:,b"])).text(), "b");
});

Deno.test("createFetch() looks globalThis.fetch up at each call", async () => {
  const fetch = createFetch();
  const original = globalThis.fetch;
  const replacement = fakeFetch(answers("replaced"));
  try {
    globalThis.fetch = replacement;
    assert.equal(await (await fetch(UPSTREAM)).text(), "replaced");
  } finally {
    globalThis.fetch = original;
  }
  assert.equal(replacement.calls.length, 1);
  assert.equal(await (await fetch("data:,original")).text(), "original");
});

Deno.test("createFetch() calls the underlying fetch with no this of its own", async () => {
  const seen: unknown[] = [];
  const underneath = function (this: unknown): Promise<Response> {
    seen.push(this);
    return Promise.resolve(new Response("a"));
  };
  await (await createFetch({ fetch: underneath })(UPSTREAM)).text();
  // A browser's fetch throws "Illegal invocation" on any other.
  assert.ok(seen[0] === undefined || seen[0] === globalThis);
});

Deno.test("createFetch() lets a call override an option, and others keep the defaults", async () => {
  using clock = fakeClock();
  const silent = fakeFetch(never());
  const other = fakeFetch(answers("other"));
  const fetch = createFetch({ fetch: silent, ttfbTimeout: 1_000, retry: { maxAttempts: 2, ttfbGrowth: 1 } });

  assert.equal(await (await fetch(UPSTREAM, { fetch: other })).text(), "other");
  const overridden = assert.rejects(fetch(UPSTREAM, { ttfbTimeout: 10 }), (error: TimeoutError) => {
    assert.deepEqual(error.attempts.map(({ cutoff }) => cutoff), [10, 10]);
    return true;
  });
  const plain = assert.rejects(fetch(UPSTREAM), (error: TimeoutError) => {
    assert.deepEqual(error.attempts.map(({ cutoff }) => cutoff), [1_000, 1_000]);
    return true;
  });
  await clock.tickAsync(2_000);

  await Promise.all([overridden, plain]);
});

Deno.test("createFetch() lays each member of a call's retry over the default's", async () => {
  using clock = fakeClock();
  const fetch = createFetch({ fetch: fakeFetch(never()), ttfbTimeout: 100, retry: { maxAttempts: 2, ttfbGrowth: 3 } });
  const cutoffs = async (init: FetchInit) => {
    const error = await fetch(UPSTREAM, init).catch((error) => error);
    return error.attempts.map(({ cutoff }: { cutoff: number }) => cutoff);
  };

  const outcomes = Promise.all([
    cutoffs({ retry: { maxAttempts: 3 } }),
    cutoffs({ retry: { ttfbGrowth: undefined } }),
    cutoffs({ retry: undefined }),
    cutoffs({ retry: false }),
  ]);
  await clock.tickAsync(10_000);

  assert.deepEqual(await outcomes, [[100, 300, 900], [100, 300], [100, 300], [100]]);
});

Deno.test("createFetch() takes an option that is undefined as not given", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never());
  const fetch = createFetch({ fetch: underneath, ttfbTimeout: undefined, retry: { maxAttempts: 1 } });

  const rejected = assert.rejects(fetch(UPSTREAM, { ttfbTimeout: undefined, fetch: undefined, guard: undefined }), {
    cutoff: 45_000,
  });
  await clock.tickAsync(45_000);

  await rejected;
});

Deno.test("createFetch() reads its options once, and never changes them", async () => {
  using clock = fakeClock();
  const retry = { maxAttempts: 1 };
  const options = { fetch: fakeFetch(never()), ttfbTimeout: 100, retry };
  const before = structuredClone({ ...options, fetch: undefined });
  const fetch = createFetch(options);

  const rejected = [fetch(UPSTREAM), fetch(UPSTREAM, { staleTimeout: 1 })];
  assert.deepEqual({ ...options, fetch: undefined }, before);
  options.ttfbTimeout = 5;
  rejected.push(fetch(UPSTREAM), fetch(UPSTREAM, { staleTimeout: 1 }));
  const outcomes = Promise.allSettled(rejected);
  await clock.tickAsync(100_000);

  for (const outcome of await outcomes) {
    assert.ok(outcome.status === "rejected");
    assert.deepEqual([outcome.reason.cutoff, outcome.reason.attempts.length], [100, 1]);
  }
});

Deno.test("createFetch() keeps options out of the arguments of the underlying fetch", async () => {
  const underneath = fakeFetch(answers("a"));
  const fetch = createFetch({ fetch: underneath });
  const init = {
    ttfbTimeout: 1_000,
    staleTimeout: 1_000,
    totalTimeout: 5_000,
    firstByteOn: "chunk",
    progressOn: "chunk",
    retry: false,
    hedge: false,
    targets: (request) => new URL(request.url),
    guard: () => true,
    maxReplayBytes: 1,
    reconnect: "reuse",
    idempotencyKey: false,
    onEvent: () => {},
    fetch: underneath,
    method: "GET",
  } satisfies FetchInit;
  const before = { ...init };

  await (await fetch(UPSTREAM, init)).text();

  const given = Object.entries(underneath.calls[0]?.init ?? {}).filter(([, value]) => value !== undefined);
  assert.deepEqual(given.map(([name]) => name).sort(), ["method", "signal"]);
  assert.deepEqual(init, before);
});

Deno.test("createFetch() wraps a fetch of its own making", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(never(), answers("inner"));
  const fetch = createFetch({ fetch: createFetch({ fetch: underneath, ttfbTimeout: 100 }) });

  const response = fetch(UPSTREAM);
  await clock.tickAsync(100);

  assert.equal(await (await response).text(), "inner");
  assert.equal(underneath.calls.length, 2);
});
