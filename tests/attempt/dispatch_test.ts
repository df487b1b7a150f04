import assert from "node:assert/strict";
import type { FetchOptions, Format } from "../../mod.ts";
import { Dispatch, type DispatchOptions } from "../../src/attempt/dispatch.ts";
import { Call } from "../../src/call/call.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { connecting } from "../fixtures/connecting.ts";
import { answers, fakeFetch, late, manualBody, never, rejects, untilAborted } from "../fixtures/fake_fetch.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";

function dispatch(options: FetchOptions, changes: Partial<DispatchOptions> = {}, init: RequestInit = {}): Dispatch {
  const host = new Call(CallRequest.from("http://upstream.test/", init), resolveOptions(options), new Error());
  return new Dispatch({
    host,
    request: host.request,
    cutoffs: { ttfb: 100, content: 200 },
    stale: 300,
    fresh: false,
    expire: (phase) => phase,
    ...changes,
  });
}

/** A dispatch of a call that is guarded. */
function guarded(options: FetchOptions, changes: Partial<DispatchOptions> = {}, format?: Format): Dispatch {
  const host = new Call(CallRequest.from("http://upstream.test/", {}), resolveOptions(options), new Error());
  host.guarded = true;
  host.format = format;
  return dispatch(options, { host, ...changes });
}

Deno.test("Dispatch starts its clocks, calls onStart, and only then sends", async () => {
  using clock = fakeClock();
  const order: string[] = [];
  const fetch = fakeFetch(() => (order.push("sent"), new Response("a")));
  const made = dispatch({ fetch });
  assert.equal(clock.timers, 0);
  const response = await made.send(() => order.push(`started, ${clock.timers} timers`));
  assert.deepEqual(order, ["started, 2 timers", "sent"]);
  assert.equal(await response.text(), "a");
  made.abandon("over");
  assert.equal(clock.timers, 0);
});

for (const [phase, at] of [["ttfb", 100], ["content", 200], ["stale", 300]] as const) {
  Deno.test(`Dispatch aborts its request with the result of expire() for ${phase}`, async () => {
    using clock = fakeClock();
    const fetch = fakeFetch(phase === "ttfb" ? never() : answers(manualBody()));
    const made = dispatch({ fetch });
    const sent = made.send(() => {});
    if (phase === "ttfb") sent.catch(() => {});
    await clock.runMicrotasks();
    if (phase !== "ttfb") made.ttfb.stop();
    if (phase === "stale") {
      made.content.stop();
      made.stale.start();
    }
    await clock.tickAsync(at - 1);
    assert.equal(made.signal.aborted, false);
    await clock.tickAsync(1);
    assert.equal(made.signal.reason, phase);
    assert.equal(fetch.calls[0]?.signal.reason, phase);
    if (phase === "ttfb") await assert.rejects(sent, (reason) => reason === phase);
    made.abandon("over");
    assert.equal(clock.timers, 0);
  });
}

Deno.test("Dispatch rejects with the reason of the caller, or of the attempt that won, whatever fetch does", async () => {
  using clock = fakeClock();
  for (const answer of [never(), untilAborted(), late(1_000, rejects(new DOMException("generic", "AbortError")))]) {
    const [caller, lost] = [new AbortController(), new AbortController()];
    const fetch = fakeFetch(answer);
    const byCaller = dispatch({ fetch }, {}, { signal: caller.signal });
    const byLoss = dispatch({ fetch }, { lost: lost.signal });
    const rejected = [
      assert.rejects(byCaller.send(() => {}), (reason) => reason === "mine"),
      assert.rejects(byLoss.send(() => {}), (reason) => reason === "lost"),
    ];
    caller.abort("mine");
    lost.abort("lost");
    await Promise.all(rejected);
    for (const made of [byCaller, byLoss]) made.abandon("over");
    await clock.tickAsync(1_000);
    assert.equal(clock.timers, 0);
  }
});

Deno.test("Dispatch sends nothing once it's aborted, also if that happens as it starts", async () => {
  using clock = fakeClock();
  const fetch = fakeFetch(answers("never"));
  await assert.rejects(dispatch({ fetch }, { lost: AbortSignal.abort("lost") }).send(() => assert.fail("started")));
  const lost = new AbortController();
  const made = dispatch({ fetch }, { lost: lost.signal });
  await assert.rejects(made.send(() => lost.abort("mine")), (reason) => reason === "mine");
  made.abandon("over");
  assert.deepEqual([fetch.calls.length, clock.timers], [0, 0]);
});

Deno.test("Dispatch cancels a response that comes after it was abandoned", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const made = dispatch({ fetch: fakeFetch(late(1_000, answers(body))) });
  const sent = made.send(() => {}).catch((error) => error);
  await clock.tickAsync(100);
  assert.equal(await sent, "ttfb");
  made.abandon("over");
  await clock.tickAsync(1_000);
  assert.deepEqual(body.cancelled, { reason: "over" });
  assert.equal(clock.timers, 0);
});

Deno.test("Dispatch counts the time since it left", async () => {
  using clock = fakeClock();
  const made = dispatch({ fetch: fakeFetch(late(50, answers("a"))) });
  await clock.tickAsync(500);
  assert.equal(made.elapsed, 0);
  const sent = made.send(() => {});
  await clock.tickAsync(50);
  assert.equal(made.elapsed, 50);
  await (await sent).text();
  made.abandon("over");
});

Deno.test("Dispatch leaves a request that isn't guarded on the pool", () => {
  const made = dispatch({}, { fresh: true });
  assert.equal(made.fresh, false);
});

Deno.test("Dispatch opens a connection as patient as its longest clock; content's counts if there is a format", () => {
  using connections = connecting();
  for (
    const [ttfb, content, stale] of [[100, 900, 300], [400, 900, 300], [100, false, 300], [100, 900, false]] as const
  ) {
    for (const format of [undefined, fakeFormat()]) guarded({}, { cutoffs: { ttfb, content }, stale }, format);
  }
  assert.deepEqual(connections.asked.map(({ patience }) => patience), [300, 900, 400, 900, 300, false, false, false]);
});

Deno.test("Dispatch uses the pool if fetch can't use its connection, and closes that once", async () => {
  using clock = fakeClock();
  const unfit = new TypeError("unfit");
  let closes = 0;
  using _connections = connecting({
    init: { client: "mine" },
    refused: (error) => error === unfit,
    close: () => closes++,
  });
  const fetch = fakeFetch(rejects(unfit), answers("a"));
  const made = guarded({ fetch });
  await made.send(() => {});
  assert.deepEqual(fetch.calls.map(({ init }) => "client" in init), [true, false]);
  assert.deepEqual([made.fresh, closes], [true, 1]);
  made.abandon("over");
  const other = guarded({ fetch: fakeFetch(rejects("other"), answers("never")) });
  await assert.rejects(other.send(() => {}), (thrown) => thrown === "other");
  other.abandon("over");
  assert.equal(clock.timers, 0);
});
