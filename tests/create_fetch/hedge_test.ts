import assert from "node:assert/strict";
import { createFetch, type FetchInit, type FetchObserverEvent, hedge, type HedgePolicy, timingOf } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { countingSignal } from "../fixtures/counting_signal.ts";
import {
  answers,
  type FakeAnswer,
  fakeFetch,
  late,
  manualBody,
  never,
  rejects,
  untilAborted,
} from "../fixtures/fake_fetch.ts";
import { hang, hangAfterHeaders, respond, stall, trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

const UPSTREAM = "http://upstream.test/";

for (const [name, lost] of Object.entries({ "before headers": hang(), "after headers": hangAfterHeaders() })) {
  Deno.test(`createFetch() closes the connection of an attempt that hangs ${name} when its hedge answers`, async () => {
    await using upstream = await scripted(lost, trickle(["b", "c"], 1));
    const response = await createFetch({ hedge: hedge({ after: 20 }), retry: { maxAttempts: 2 } })(upstream.url);
    await upstream.requests[0]?.closed;
    assert.equal(await response.text(), "bc");
    assert.equal(upstream.requests.length, 2);
    await upstream.allClosed();
  });
}

Deno.test("createFetch() closes the connections of its hedges when the first attempt answers", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => answer = resolve);
  await using upstream = await scripted(
    async (exchange) => {
      await answered;
      await stall(["a"])(exchange);
    },
    hangAfterHeaders(),
    hang(),
  );
  const pending = createFetch({ hedge: hedge({ after: 10 }) })(upstream.url);
  await upstream.received(3);

  answer();
  const response = await pending;

  await Promise.all(upstream.requests.slice(1).map(({ closed }) => closed));
  assert.equal(upstream.sockets, 1);
  await response.body?.cancel();
  await upstream.allClosed();
});

Deno.test("createFetch() sends the same body with every hedge", async () => {
  await using upstream = await scripted(hang(), hang(), respond("c"));
  const fetch = createFetch({ hedge: hedge({ after: 10 }), guard: () => true });
  const response = await fetch(upstream.url, { method: "POST", body: new Blob(["body"]), idempotencyKey: true });
  assert.equal(await response.text(), "c");
  assert.deepEqual(upstream.requests.map(({ body }) => body), ["body", "body", "body"]);
  const keys = new Set(upstream.requests.map(({ headers }) => headers.get("idempotency-key")));
  assert.equal(keys.size, 1);
});

Deno.test("createFetch() closes every connection of a hedged call when its caller aborts", async () => {
  await using upstream = await scripted(hang(), hangAfterHeaders(), hang());
  const controller = new AbortController();
  const pending = createFetch({ hedge: hedge({ after: 10 }) })(upstream.url, { signal: controller.signal });
  const rejected = assert.rejects(pending, (thrown) => thrown === "mine");
  await upstream.received(3);

  controller.abort("mine");

  await rejected;
  await upstream.allClosed();
});

const PHASES: Record<string, { answers: FakeAnswer[]; at: number }> = {
  "before a hedge": { answers: [untilAborted()], at: 50 },
  "while two attempts wait for headers": { answers: [untilAborted(), never()], at: 150 },
  "while two attempts wait for their first byte": { answers: [answers(manualBody()), answers(manualBody())], at: 150 },
  "when a hedge is due": { answers: [untilAborted()], at: 100 },
  "while one attempt is to be replaced": { answers: [never(), rejects(new TypeError("network"))], at: 101 },
};

for (const [name, phase] of Object.entries(PHASES)) {
  Deno.test(`createFetch() ends all attempts with the caller's very reason ${name}`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(...phase.answers);
    const controller = new AbortController();
    const retry = { minDelay: 1_000, maxDelay: 1_000 };
    setTimeout(() => controller.abort("mine"), phase.at);
    const fetch = createFetch({ fetch: underneath, hedge: hedge({ after: 100, budget: 1 }), retry });
    const outcome = fetch(UPSTREAM, { signal: controller.signal }).catch((error) => error);

    await clock.tickAsync(phase.at);

    assert.equal(await outcome, "mine");
    assert.ok(underneath.calls.every(({ signal }) => signal.aborted));
    assert.equal(clock.timers, 0);
    const dispatched = underneath.calls.length;
    await clock.tickAsync(1_000_000);
    assert.equal(underneath.calls.length, dispatched);
  });
}

Deno.test("createFetch() ends all attempts of a hedged call when totalTimeout is over", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(untilAborted());
  const fetch = createFetch({ fetch: underneath, hedge: hedge({ after: 100 }), totalTimeout: 350, ttfbTimeout: false });
  const rejected = assert.rejects(fetch(UPSTREAM), { name: "TimeoutError", phase: "total", cutoff: 350 });

  await clock.tickAsync(350);

  await rejected;
  assert.equal(underneath.calls.length, 3);
  assert.ok(underneath.calls.every(({ signal }) => signal.aborted));
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch() hedges by a percentile only once twenty times of that origin are known", async () => {
  using clock = fakeClock();
  let dead = false;
  const fast = late(100, answers("a"));
  const underneath = fakeFetch((call) => dead && !String(call.input).endsWith("hedge") ? never()(call) : fast(call));
  const fetch = createFetch({
    fetch: underneath,
    ttfbTimeout: 45_000,
    hedge: hedge({ after: "p95" }),
    retry: { maxAttempts: 2 },
  });
  const call = async (url: string) => {
    const pending = fetch(url).then((response) => response.text(), () => "");
    await clock.tickAsync(1_000);
    return { pending, dispatched: underneath.calls.length };
  };
  for (let known = 0; known < 19; known++) await call(UPSTREAM);
  dead = true;
  const tooFew = await call(UPSTREAM);
  dead = false;
  await call(UPSTREAM);
  dead = true;
  const enough = await call(UPSTREAM);
  const elsewhere = await call("http://other.test/");

  assert.equal(tooFew.dispatched, 20);
  assert.equal(enough.dispatched, 21 + 2);
  assert.equal(elsewhere.dispatched, 23 + 1);
  await clock.tickAsync(1_000_000);
  await Promise.all([tooFew.pending, enough.pending, elsewhere.pending]);
  assert.equal(clock.timers, 0);
});

for (const share of [0, 0.1, 0.25]) {
  Deno.test(`createFetch() hedges no more than ten calls and a share of ${share} of all in an outage`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(untilAborted());
    let hedges = 0;
    const onEvent = (event: FetchObserverEvent) => event.type === "attempt" && event.hedge && hedges++;
    const options = { hedge: hedge({ after: 100, budget: share }), ttfbTimeout: 1_000, retry: { maxAttempts: 2 } };
    const fetch = createFetch({ fetch: underneath, onEvent, ...options });
    const calls = Array.from({ length: 200 }, () => fetch(UPSTREAM).catch(() => {}));

    await clock.tickAsync(100_000);

    await Promise.all(calls);
    assert.ok(hedges <= (share && 10 + 200 * share), `${hedges} hedges`);
    assert.ok(share === 0 || hedges >= 10, `${hedges} hedges`);
    assert.equal(underneath.calls.length, 400);
  });
}

for (
  const [what, failure] of Object.entries({
    "fail": late(10, rejects(new TypeError("network"))),
    "have a status that is sent again": late(10, answers("busy", { status: 503 })),
  })
) {
  Deno.test(`createFetch() replaces hedges that ${what} within the budget, while the first attempts run`, async () => {
    using clock = fakeClock();
    const first = late(1_000, answers("a"));
    // Where an attempt goes says which it is.
    const underneath = fakeFetch((call) => String(call.input).endsWith("/1") ? first(call) : failure(call));
    const fetch = createFetch({
      fetch: underneath,
      targets: (_, attempt) => new URL(`${UPSTREAM}${attempt}`),
      hedge: hedge({ after: 100, budget: 0.25 }),
      retry: { maxAttempts: 5, minDelay: 0, maxDelay: 0, statusCodes: [503] },
    });
    const calls = Array.from({ length: 100 }, async () => await (await fetch(UPSTREAM)).text());

    await clock.tickAsync(100_000);

    assert.deepEqual(new Set(await Promise.all(calls)), new Set(["a"]));
    const dispatched = underneath.calls.length;
    assert.ok(dispatched > 110 && dispatched <= 135, `${dispatched} attempts`);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("createFetch() replaces a lone hedge that fails whatever is left of the budget", async () => {
  using clock = fakeClock();
  const network = new TypeError("network");
  // Only in the last call, the first attempt fails for good, and its hedge is to be retried.
  const ofLast = [late(150, rejects(new RangeError("for good"))), late(100, rejects(network)), answers("a")];
  const underneath = fakeFetch((call) => {
    const answer = String(call.input).endsWith("/last") ? ofLast.shift() : untilAborted();
    return answer?.(call) ?? assert.fail("asked too often");
  });
  const fetch = createFetch({ fetch: underneath, hedge: hedge({ after: 100, budget: 1e-9 }), ttfbTimeout: 1_000 });
  const retry = { minDelay: 0, maxDelay: 0 };
  const spent = Array.from({ length: 9 }, () => fetch(UPSTREAM, { retry: { maxAttempts: 2 } }).catch(() => {}));
  const pending = fetch(`${UPSTREAM}last`, { retry });

  await clock.tickAsync(200);

  assert.equal(await (await pending).text(), "a");
  assert.equal(underneath.calls.length, 2 * 9 + 3);
  await clock.tickAsync(10_000);
  await Promise.all(spent);
  assert.equal(clock.timers, 0);
});

Deno.test("createFetch() refuses a hedge that isn't a policy, and names hedge()", () => {
  for (const given of [{}, { after: 100 }]) {
    assert.throws(
      () => createFetch({ hedge: given as unknown as HedgePolicy }),
      /hedge: expected an object that hedge\(\) makes or false/,
    );
  }
});

Deno.test("createFetch() is hedged all the same by an observer that throws", async () => {
  using clock = fakeClock();
  const onEvent = () => {
    throw new Error("rude");
  };
  const pending = createFetch({ fetch: fakeFetch(never(), answers("b")), hedge: hedge({ after: 10 }), onEvent })(
    UPSTREAM,
  );
  await clock.tickAsync(10);
  assert.equal(await (await pending).text(), "b");
});

Deno.test("createFetch() reports and records which attempts are hedges", async () => {
  using clock = fakeClock();
  const hedges: unknown[] = [];
  const onEvent: FetchInit["onEvent"] = (event) => event.type === "attempt" && hedges.push(event.hedge);
  const underneath = fakeFetch(never(), never(), answers("c"));
  const pending = createFetch({ fetch: underneath, hedge: hedge({ after: 10 }), onEvent })(UPSTREAM);
  await clock.tickAsync(20);
  const response = await pending;
  await response.text();
  assert.deepEqual(hedges, [false, true, true]);
  const records = timingOf(response)?.attempts.map(({ attempt, outcome, hedge }) => [attempt, outcome, hedge]);
  assert.deepEqual(records, [[1, "lost", false], [2, "lost", true], [3, "response", true]]);
});

Deno.test("createFetch() leaves no listener and no timer after 1,000 hedged calls on one signal", async () => {
  using clock = fakeClock();
  const { signal, listeners } = countingSignal();
  let dispatched = 0;
  const underneath = fakeFetch((call) => dispatched++ % 2 ? answers("b")(call) : untilAborted()(call));
  const fetch = createFetch({ fetch: underneath, hedge: hedge({ after: 10, budget: 1 }) });
  for (let call = 0; call < 1_000; call++) {
    const pending = fetch(UPSTREAM, { signal });
    await clock.tickAsync(10);
    await (await pending).text();
  }
  assert.equal(listeners.size, 0);
  assert.equal(clock.timers, 0);
});
