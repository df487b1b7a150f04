import assert from "node:assert/strict";
import { createFetch, type FetchObserverEvent, type FetchOptions, timingOf } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late, manualBody, never, rejects } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

/** A story of every kind of event, in virtual time. */
async function story(options: FetchOptions): Promise<{ text: unknown; dispatched: number }> {
  using clock = fakeClock();
  const body = manualBody();
  const underneath = fakeFetch(
    never(),
    rejects(new TypeError("network")),
    late(5, answers("busy", { status: 503 })),
    answers(body),
  );
  const retry = { maxAttempts: 4, statusCodes: [503], minDelay: 10, maxDelay: 10 };
  const fetch = createFetch({ fetch: underneath, ttfbTimeout: 100, staleTimeout: 100, retry, ...options });
  const text = fetch(UPSTREAM).then((response) => response.text()).catch((error) => error);
  await clock.tickAsync(200);
  body.push("a");
  await clock.tickAsync(1_000);
  return { text: await text, dispatched: underneath.calls.length };
}

Deno.test("createFetch() calls its observer with every event in order", async () => {
  const told: FetchObserverEvent[] = [];
  const { text } = await story({ onEvent: (event) => told.push(event) });

  assert.deepEqual(told.map(({ type, attempt }) => `${type} ${attempt}`), [
    ..."attempt 1,retry 1,attempt 2,retry 2,attempt 3,retry 3,attempt 4,firstbyte 4,stale 4,error 4".split(","),
  ]);
  const [first, , second] = told;
  assert.ok(first?.type === "attempt" && second?.type === "attempt");
  assert.deepEqual([first.cutoff, first.fresh, second.cutoff, second.fresh], [100, false, 200, false]);
  const retries = told.filter((event) => event.type === "retry");
  assert.deepEqual(retries.map(({ reason, status }) => [reason, status]), [
    ["ttfb", undefined],
    ["network", undefined],
    ["status", 503],
  ]);
  assert.equal(retries[0]?.delay, 0);
  assert.ok(retries[1] && retries[1].delay >= 0 && retries[1].delay <= 10);
  const last = told.at(-1);
  assert.ok(last?.type === "error");
  assert.strictEqual(last.error, text);
});

const throwing: Record<string, () => unknown> = {
  "throws": () => {
    throw new Error("observer");
  },
  "rejects": () => Promise.reject(new Error("observer")),
  "rejects as a thenable": () => ({ then: (_: unknown, reject: (error: Error) => void) => reject(new Error("o")) }),
  "never settles": () => new Promise(() => {}),
};

for (const [name, onEvent] of Object.entries(throwing)) {
  Deno.test(`createFetch() ignores an observer that ${name}`, async () => {
    const { text, dispatched } = await story({ onEvent });
    assert.equal((text as Error).name, "TimeoutError");
    assert.equal(dispatched, 4);
  });
}

for (
  const [name, use, expected] of [
    ["is read", (response: Response) => response.text(), { type: "end", attempt: 1, cancelled: false }],
    ["is cancelled", (response: Response) => response.body?.cancel(), { type: "end", attempt: 1, cancelled: true }],
  ] as const
) {
  Deno.test(`createFetch() calls its observer once when a body ${name}`, async () => {
    for (const guarded of [true, false]) {
      const told: FetchObserverEvent[] = [];
      const body = manualBody();
      const fetch = createFetch({ fetch: fakeFetch(answers(body)), onEvent: (event) => told.push(event) });
      const pending = fetch(UPSTREAM, { guard: () => guarded });
      body.push("a");
      const response = await pending;
      if (!expected.cancelled) body.end();
      await use(response);
      const ends = told.filter(({ type }) => type === "end" || type === "error");
      assert.deepEqual(ends, [{ id: told[0]?.id, method: "GET", url: UPSTREAM, ...expected }]);
    }
  });
}

Deno.test("createFetch() calls its observer when a body breaks, and when the caller aborts", async () => {
  const told: unknown[] = [];
  const onEvent = (event: FetchObserverEvent) => event.type === "error" && told.push(event.error);
  const [broken, aborted] = [manualBody(), manualBody()];
  const controller = new AbortController();
  const fetch = createFetch({ fetch: fakeFetch(answers(broken), answers(aborted)), onEvent });
  const texts = [fetch(UPSTREAM), fetch(UPSTREAM, { signal: controller.signal })].map(async (pending) =>
    await (await pending).text().catch((error) => error)
  );
  broken.push("a");
  aborted.push("a");
  await new Promise((resolve) => setTimeout(resolve, 0));
  const error = new TypeError("broken");
  broken.fail(error);
  controller.abort("mine");
  assert.deepEqual(await Promise.all(texts), [error, "mine"]);
  assert.deepEqual(new Set(told), new Set([error, "mine"]));
  assert.equal(told.length, 2);
});

Deno.test("createFetch() records each attempt and the first byte for timingOf()", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const fetch = createFetch({ fetch: fakeFetch(never(), answers(body)), ttfbTimeout: 100 });
  const pending = fetch(UPSTREAM);
  await clock.tickAsync(130);
  body.push("a");
  const response = await pending;

  assert.deepEqual(timingOf(response), {
    firstByte: 130,
    attempts: [
      { attempt: 1, cutoff: 100, elapsed: 100, status: undefined, outcome: "ttfb" },
      { attempt: 2, cutoff: 200, elapsed: 30, status: 200, outcome: "response" },
    ],
  });
  assert.equal(timingOf(new Response("other")), undefined);
  await response.body?.cancel();
});
