import assert from "node:assert/strict";
import { createFetch, type FetchInit, type FetchObserverEvent, hedge, timingOf } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";
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

const UPSTREAM = "http://upstream.test/";
const HEDGE: FetchInit = { hedge: hedge({ after: 100, budget: 1 }), retry: { maxAttempts: 2 } };

for (const status of [429, 500, 503]) {
  Deno.test(`Contender does not let a ${status} of the second attempt win over the answer of the first`, async () => {
    using clock = fakeClock();
    const refusal = manualBody();
    refusal.push("busy");
    const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(late(400, answers("a")), answers(refusal, { status })) });
    const pending = fetch(UPSTREAM);

    await clock.tickAsync(400);

    const response = await pending;
    assert.deepEqual([response.status, await response.text()], [200, "a"]);
    assert.ok(refusal.cancelled);
    assert.equal(clock.timers, 0);
  });

  Deno.test(`Contender does not let a ${status} of the first attempt win over the answer of the second`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(late(120, answers("busy", { status })), late(120, answers("b")));
    const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);

    await clock.tickAsync(220);

    const response = await pending;
    assert.deepEqual([response.status, await response.text()], [200, "b"]);
    assert.equal(clock.timers, 0);
  });
}

for (const status of [200, 401, 404, 428, 430, 499]) {
  Deno.test(`Contender hands out a ${status} of either attempt, which a retry wouldn't change`, async () => {
    using clock = fakeClock();
    const answer = answers("answer", { status });
    const [first, second] = [[late(120, answer), never()], [never(), late(20, answer)]]
      .map((both) => createFetch({ ...HEDGE, fetch: fakeFetch(...both) })(UPSTREAM));

    await clock.tickAsync(120);

    for (const response of [await first, await second]) {
      assert.deepEqual([response?.status, await response?.text()], [status, "answer"]);
    }
    assert.equal(clock.timers, 0);
  });
}

/** Calls that end at a point in time, what each attempt comes to, and which answer the caller has. */
const LISTED: Record<
  string,
  [at: number, retry: FetchInit["retry"], attempts: FakeAnswer[], answer: [number, string]]
> = {
  "does not let the last attempt's listed status win over the answer of the first": [
    400,
    { maxAttempts: 2, statusCodes: [503] },
    [late(400, answers("a")), answers("busy", { status: 503 })],
    [200, "a"],
  ],
  "does not let a listed status with too long a Retry-After win over the answer of the second": [
    220,
    { maxAttempts: 3, statusCodes: [429] },
    [
      late(120, answers("busy", { status: 429, headers: { "retry-after": "120" } })),
      late(120, answers("b")),
      untilAborted(),
    ],
    [200, "b"],
  ],
  "returns a listed status that no attempt is left to follow, whichever had it": [
    200,
    { maxAttempts: 2, statusCodes: [503], minDelay: 0 },
    [late(200, answers("busy", { status: 503 })), rejects(new TypeError("reset"))],
    [503, "busy"],
  ],
};

for (const [behaviour, [at, retry, attempts, answer]] of Object.entries(LISTED)) {
  Deno.test(`Contender ${behaviour}`, async () => {
    using clock = fakeClock();
    const pending = createFetch({ ...HEDGE, fetch: fakeFetch(...attempts), retry })(UPSTREAM);

    await clock.tickAsync(at);

    const response = await pending;
    assert.deepEqual([response.status, await response.text()], answer);
    assert.equal(clock.timers, 0);
  });
}

for (const ttfbTimeout of [false, 0, () => 0] as const) {
  Deno.test(`Contender waits for no better answer than the first attempt's refusal if nothing would end the wait: ${ttfbTimeout}`, async () => {
    using clock = fakeClock();
    const underneath = fakeFetch(late(200, answers("busy", { status: 503 })), untilAborted());
    const pending = createFetch({ ...HEDGE, fetch: underneath, ttfbTimeout })(UPSTREAM);

    await clock.tickAsync(200);

    const response = await pending;
    assert.deepEqual([response.status, await response.text()], [503, "busy"]);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("Contender does not let a last attempt whose body breaks win over the answer of the first", async () => {
  using clock = fakeClock();
  const broken = manualBody();
  const pending = createFetch({ ...HEDGE, fetch: fakeFetch(late(400, answers("a")), answers(broken)) })(UPSTREAM);

  await clock.tickAsync(150);
  broken.fail(new TypeError("reset"));
  await clock.tickAsync(250);

  const response = await pending;
  assert.deepEqual([response.status, await response.text()], [200, "a"]);
  assert.equal(clock.timers, 0);
});

Deno.test("Contender hands out a body that breaks if no other attempt is left", async () => {
  using clock = fakeClock();
  const broken = manualBody();
  const underneath = fakeFetch(late(120, rejects(new TypeError("refused"))), answers(broken));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);

  await clock.tickAsync(150);
  broken.fail(new TypeError("reset"));
  await clock.tickAsync(0);

  await assert.rejects((await pending).text(), { message: "reset" });
  assert.equal(clock.timers, 0);
});

Deno.test("Contender holds a refusal beyond the cutoff, and records it as a response", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(late(120, answers("busy", { status: 429 })), untilAborted());
  const retry = { maxAttempts: 2, ttfbGrowth: 2 };
  const pending = createFetch({ ...HEDGE, fetch: underneath, retry, ttfbTimeout: 300 })(UPSTREAM);

  await clock.tickAsync(700);

  const response = await pending;
  assert.deepEqual([response.status, await response.text()], [429, "busy"]);
  const told = timingOf(response)?.attempts.map(({ attempt, outcome, status }) => [attempt, outcome, status]);
  assert.deepEqual(told, [[2, "ttfb", undefined], [1, "response", 429]]);
  assert.equal(clock.timers, 0);
});

Deno.test("Contender records the status of a loser whose headers came", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(answers(manualBody(), { status: 206 }), late(20, answers("b")));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);

  await clock.tickAsync(120);

  const told = timingOf(await pending)?.attempts.map(({ outcome, status }) => [outcome, status]);
  assert.deepEqual(told, [["lost", 206], ["response", 200]]);
  await (await pending).text();
  assert.equal(clock.timers, 0);
});

Deno.test("Contender records an overtaken refusal with its own time, if it would be retried", async () => {
  for (const [statusCodes, expected] of [[[503], [1, "status", 503, 120]], [[], [1, "lost", 503, 300]]] as const) {
    using clock = fakeClock();
    const underneath = fakeFetch(late(120, answers("busy", { status: 503 })), late(200, answers("b")));
    const retry = { maxAttempts: 2, statusCodes };
    const pending = createFetch({ ...HEDGE, fetch: underneath, retry })(UPSTREAM);

    await clock.tickAsync(300);

    const [first] = timingOf(await pending)?.attempts ?? [];
    assert.deepEqual([first?.attempt, first?.outcome, first?.status, first?.elapsed], expected);
    assert.equal(await (await pending).text(), "b");
    assert.equal(clock.timers, 0);
  }
});

Deno.test("Contender returns a refusal once no other attempt is left", async () => {
  using clock = fakeClock();
  const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(untilAborted(), answers("busy", { status: 429 })) });
  const pending = fetch(UPSTREAM, { ttfbTimeout: 1_000 });

  await clock.tickAsync(1_000);

  const response = await pending;
  assert.deepEqual([response.status, await response.text()], [429, "busy"]);
  assert.deepEqual(timingOf(response)?.attempts.map(({ outcome }) => outcome), ["ttfb", "response"]);
  assert.equal(clock.timers, 0);
});

Deno.test("Contender returns the refusal of a lone attempt at once", async () => {
  using clock = fakeClock();
  const underneath = fakeFetch(late(50, answers("busy", { status: 503 })));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);
  await clock.tickAsync(50);
  assert.equal((await pending).status, 503);
  await (await pending).body?.cancel();
  await clock.tickAsync(1_000);
  assert.equal(underneath.calls.length, 1);
});

Deno.test("Contender returns one of two refusals, and cancels the other", async () => {
  using clock = fakeClock();
  const [first, second] = [manualBody(), manualBody()];
  for (const body of [first, second]) body.push("busy");
  const underneath = fakeFetch(late(150, answers(first, { status: 429 })), answers(second, { status: 503 }));
  const pending = createFetch({ ...HEDGE, fetch: underneath })(UPSTREAM);

  await clock.tickAsync(150);

  const response = await pending;
  assert.equal(response.status, 429);
  assert.ok(second.cancelled);
  await response.body?.cancel();
  assert.equal(clock.timers, 0);
});

Deno.test("Contender frees a refusal if the caller aborts", async () => {
  using clock = fakeClock();
  const refusal = manualBody();
  refusal.push("busy");
  const controller = new AbortController();
  const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(never(), answers(refusal, { status: 429 })) });
  const outcome = fetch(UPSTREAM, { signal: controller.signal }).catch((error) => error);
  await clock.tickAsync(200);

  controller.abort("mine");

  assert.equal(await outcome, "mine");
  await clock.runMicrotasks();
  assert.ok(refusal.cancelled);
  assert.equal(clock.timers, 0);
});

Deno.test("Contender records an attempt that lost with its own cutoff and time", async () => {
  using clock = fakeClock();
  const events: FetchObserverEvent[] = [];
  const fetch = createFetch({
    fetch: fakeFetch(untilAborted(), late(30, answers("b"))),
    ttfbTimeout: 1_000,
    retry: { maxAttempts: 2, ttfbGrowth: 3 },
    hedge: hedge({ after: 20 }),
    onEvent: (event) => events.push(event),
  });
  const pending = fetch(UPSTREAM);
  await clock.tickAsync(50);
  const response = await pending;
  await response.text();

  const attempts = timingOf(response)?.attempts.toSorted((a, b) => a.attempt - b.attempt);
  assert.deepEqual(
    attempts?.map(({ attempt, cutoff, elapsed, outcome, hedge }) => [attempt, cutoff, elapsed, outcome, !!hedge]),
    [[1, 1_000, 50, "lost", false], [2, 3_000, 30, "response", true]],
  );
  assert.deepEqual(events.map(({ attempt, type }) => [attempt, type]).slice(0, 4), [
    [1, "attempt"],
    [2, "attempt"],
    [2, "firstbyte"],
    [1, "lost"],
  ]);
});

/** Answers with chunks of the fake format, each so many milliseconds after the one before. */
function lines(...chunks: [ms: number, chunk: string | undefined][]): FakeAnswer {
  return () => {
    const body = manualBody();
    (async () => {
      for (const [ms, chunk] of chunks) {
        await new Promise((resolve) => setTimeout(resolve, ms));
        if (body.cancelled) return;
        if (chunk === undefined) body.end();
        else body.push(chunk);
      }
    })();
    return new Response(body.stream);
  };
}

const WHOLE = "content\nend\n";

/** Calls for a stream of the fake format, of which the first attempt has content after 400 ms, the second as it's given. */
const BY_FORMAT: Record<string, [second: FakeAnswer, answer: string, outcomes: string[]]> = {
  "lets the first content win, not the first byte": [
    lines([10, "prelude\n"], [10_000, WHOLE]),
    WHOLE,
    ["2:lost", "1:response"],
  ],
  "lets a hedge's content win over a prelude": [lines([20, "content 2\nend\n"]), "content 2\nend\n", [
    "1:lost",
    "2:response",
  ]],
  "doesn't let a last attempt without content win over the answer of the first": [
    lines([10, "prelude\n"], [0, undefined]),
    WHOLE,
    ["2:truncated", "1:response"],
  ],
  "doesn't let a last attempt without a body win over the answer of the first": [
    answers(""),
    WHOLE,
    ["2:truncated", "1:response"],
  ],
  "doesn't let a failure that may pass win over the answer of the first": [
    lines([10, "failure 529\n"]),
    WHOLE,
    ["2:lost", "1:response"],
  ],
  "lets a failure win that another attempt would only repeat": [
    lines([10, "failure 400!\n"]),
    "failure 400!\n",
    ["1:lost", "2:response"],
  ],
};

for (const [behaviour, [second, answer, outcomes]] of Object.entries(BY_FORMAT)) {
  Deno.test(`Contender ${behaviour}`, async () => {
    using clock = fakeClock();
    const first = lines([50, "prelude\n"], [350, WHOLE], [0, undefined]);
    const fetch = createFetch({ ...HEDGE, fetch: fakeFetch(first, second), formats: [fakeFormat()] });
    const pending = fetch(UPSTREAM, { method: "POST", body: "{}" });
    await clock.tickAsync(400);

    const response = await pending;
    const reader = response.body?.getReader();
    let seen = "";
    while (!seen.endsWith(answer)) seen += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();

    assert.equal(seen.replaceAll("prelude\n", ""), answer);
    assert.deepEqual(timingOf(response)?.attempts.map(({ attempt, outcome }) => `${attempt}:${outcome}`), outcomes);
    await clock.tickAsync(100_000);
    assert.equal(clock.timers, 0);
  });
}

Deno.test("Contender hands out a body without content if no other attempt is left", async () => {
  using clock = fakeClock();
  const fetch = createFetch({
    ...HEDGE,
    fetch: fakeFetch(answers("prelude\n")),
    formats: [fakeFormat()],
    retry: false,
  });
  const pending = fetch(UPSTREAM, { method: "POST", body: "{}" });
  await clock.tickAsync(1_000);
  await assert.rejects((await pending).text(), { name: "TruncatedError" });
  assert.equal(clock.timers, 0);
});
