import assert from "node:assert/strict";
import { createFetch, event, type FetchInit, TimeoutError } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, type ManualBody, manualBody } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";
const SSE = { headers: { "content-type": "text/event-stream" } };

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** Opens a stream whose first chunk is in, and read. */
async function open(init: FetchInit, first = "data: 0\n\n"): Promise<{ body: ManualBody; reader: Reader }> {
  const body = manualBody();
  const pending = createFetch({ fetch: fakeFetch(answers(body, SSE)), staleTimeout: 100 })(UPSTREAM, init);
  body.push(first);
  const reader = (await pending).body?.getReader();
  assert.ok(reader);
  await reader.read();
  return { body, reader };
}

/** Reads on, and resolves with what comes: a text, an error, or `"end"`. */
function next(reader: Reader): Promise<unknown> {
  return reader.read().then(({ done, value }) => done ? "end" : new TextDecoder().decode(value), (error) => error);
}

/** Returns what a read has come to by now, or `"waiting"`. */
async function outcome(read: Promise<unknown>): Promise<unknown> {
  const turns = (async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    return "waiting";
  })();
  return await Promise.race([read, turns]);
}

for (const guarded of [true, false]) {
  const init = { guard: () => guarded };
  const how = guarded ? "guarded" : "unguarded";

  Deno.test(`createFetch() errors a stream that falls silent, and never ends it: ${how}`, async () => {
    using clock = fakeClock();
    const { body, reader } = await open(init);
    const read = next(reader);

    await clock.tickAsync(99);
    assert.equal(await outcome(read), "waiting");
    await clock.tickAsync(1);

    const error = await outcome(read);
    assert.ok(error instanceof TimeoutError);
    assert.deepEqual([error.phase, error.cutoff], ["stale", 100]);
    assert.match(error.message, /timed out/);
    await assert.rejects(reader.read(), (thrown) => thrown === error);
    await assert.rejects(reader.closed, (thrown) => thrown === error);
    assert.strictEqual(body.cancelled?.reason, error);
    assert.equal(clock.timers, 0);
  });

  Deno.test(`createFetch() restarts the stale clock with each chunk: ${how}`, async () => {
    using clock = fakeClock();
    const { body, reader } = await open(init);
    for (let round = 0; round < 5; round++) {
      const read = next(reader);
      await clock.tickAsync(99);
      body.push(": ping\n\n");
      assert.equal(await outcome(read), ": ping\n\n");
    }
    body.end();
    assert.equal(await outcome(next(reader)), "end");
    assert.equal(clock.timers, 0);
  });

  Deno.test(`createFetch() does not take a slow consumer for a silent upstream: ${how}`, async () => {
    using clock = fakeClock();
    const { body, reader } = await open(init);
    for (let round = 0; round < 3; round++) {
      await clock.tickAsync(10_000);
      const read = next(reader);
      await clock.tickAsync(60);
      body.push("a");
      assert.equal(await outcome(read), "a");
    }
    await reader.cancel();
    assert.equal(clock.timers, 0);
  });
}

Deno.test("createFetch() allows a body to stay unread for any time", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const pending = createFetch({ fetch: fakeFetch(answers(body, SSE)), staleTimeout: 100 })(UPSTREAM);
  body.push("a");
  const response = await pending;
  await clock.tickAsync(1e7);
  body.push("b");
  body.end();
  assert.equal(await response.text(), "ab");
});

Deno.test("createFetch() allows a waiting chunk to be read after any time", async () => {
  using clock = fakeClock();
  const { body, reader } = await open({});
  body.push("waiting");
  await clock.tickAsync(1e7);
  assert.equal(await outcome(next(reader)), "waiting");
  await reader.cancel();
});

Deno.test("createFetch() does not count silence before an unguarded first byte as stale", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const fetch = createFetch({ fetch: fakeFetch(answers(body)), staleTimeout: 100, guard: () => false });
  const reader = (await fetch(UPSTREAM)).body?.getReader();
  assert.ok(reader);
  const read = next(reader);
  await clock.tickAsync(1e6);
  body.push("slow");
  assert.equal(await outcome(read), "slow");
  const silent = next(reader);
  await clock.tickAsync(100);
  assert.equal((await outcome(silent) as TimeoutError).phase, "stale");
});

Deno.test("createFetch() takes no comment for progress if progressOn is event", async () => {
  using clock = fakeClock();
  const { body, reader } = await open({ progressOn: event() });
  for (let round = 0; round < 3; round++) {
    const read = next(reader);
    await clock.tickAsync(30);
    body.push(": ping\n\n");
    assert.equal(await outcome(read), ": ping\n\n");
  }
  const read = next(reader);
  await clock.tickAsync(10);
  assert.equal((await outcome(read) as TimeoutError).phase, "stale");
});

Deno.test("createFetch() takes an event that is complete for progress if progressOn is event", async () => {
  using clock = fakeClock();
  // The first chunk ends within an event, whose rest is progress.
  const { body, reader } = await open({ progressOn: event() }, "data: 0\n\ndata: 1");
  for (const rest of ["\n\ndata: 2", "\n\ndata: 3", "\n\n"]) {
    const read = next(reader);
    await clock.tickAsync(60);
    body.push(rest);
    assert.equal(await outcome(read), rest);
  }
  await reader.cancel();
});

Deno.test("createFetch() calls a progressOn function with each event", async () => {
  using clock = fakeClock();
  const { body, reader } = await open({ progressOn: event(({ event }) => event !== "ping") });
  for (const chunk of ["data: 1\n\n", "data: 2\n\n"]) {
    const read = next(reader);
    await clock.tickAsync(60);
    body.push(chunk);
    assert.equal(await outcome(read), chunk);
  }
  const pinged = next(reader);
  await clock.tickAsync(60);
  body.push("event: ping\ndata: x\n\n");
  assert.equal(await outcome(pinged), "event: ping\ndata: x\n\n");
  const read = next(reader);
  await clock.tickAsync(40);
  assert.equal((await outcome(read) as TimeoutError).phase, "stale");
});

Deno.test("createFetch() counts silence over reads, of pings in one and the rest in another", async () => {
  using clock = fakeClock();
  const { body, reader } = await open({ progressOn: event() });
  const first = next(reader);
  await clock.tickAsync(50);
  body.push(": ping\n\n");
  await outcome(first);
  // The consumer's own time does not count.
  await clock.tickAsync(10_000);
  const second = next(reader);
  await clock.tickAsync(49);
  assert.equal(await outcome(second), "waiting");
  await clock.tickAsync(1);
  assert.equal((await outcome(second) as TimeoutError).phase, "stale");
});
