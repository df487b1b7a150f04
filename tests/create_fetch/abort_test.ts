import assert from "node:assert/strict";
import { createFetch, event, type FetchInit } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
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

/** What a caller may abort with; the reason of the last one is `null` itself. */
const REASONS: Record<string, unknown> = {
  "an error": new RangeError("mine"),
  "an AbortError": new DOMException("mine", "AbortError"),
  "a text": "mine",
  "an object": { mine: true },
  "null": null,
  "zero": 0,
  "false": false,
};

/** Ways to lose the first attempt or to wait within it, up to where the abort comes. */
const PHASES: Record<string, () => { answer: FakeAnswer; init?: FetchInit }> = {
  "waiting for headers": () => ({ answer: untilAborted() }),
  "waiting for headers of a fetch that ignores its signal": () => ({ answer: never() }),
  "waiting for the first byte": () => ({ answer: answers(manualBody()) }),
  "waiting for the first event": () => {
    const headers = { "content-type": "text/event-stream" };
    const body = manualBody();
    body.push(": ping\n\n");
    return { answer: answers(body, { headers }), init: { firstByteOn: event() } };
  },
  "waiting between attempts": () => ({
    answer: rejects(new TypeError("network")),
    init: { retry: { minDelay: 1_000, maxDelay: 1_000 } },
  }),
  "waiting for a Retry-After": () => ({
    answer: answers("busy", { status: 503, headers: { "retry-after": "30" } }),
    init: { retry: { statusCodes: [503] } },
  }),
};

/** Aborts 1 ms into a call; returns what it rejected with, and the number of dispatches. */
async function abortIn(phase: string, reason: unknown): Promise<{ thrown: unknown; dispatched: number }> {
  using clock = fakeClock();
  const { answer, init } = PHASES[phase]?.() ?? assert.fail();
  const underneath = fakeFetch(answer);
  const controller = new AbortController();
  const outcome = createFetch({ fetch: underneath })(UPSTREAM, { ...init, signal: controller.signal })
    .then((response) => assert.fail(`${response.status}`), (thrown: unknown) => ({ thrown }));
  await clock.tickAsync(1);
  assert.equal(underneath.calls.length, 1);

  controller.abort(reason);
  const { thrown } = await outcome;

  assert.equal(clock.timers, 0);
  await clock.tickAsync(1_000_000);
  return { thrown, dispatched: underneath.calls.length };
}

for (const phase of Object.keys(PHASES)) {
  for (const [name, reason] of Object.entries(REASONS)) {
    Deno.test(`createFetch() rejects with the caller's own reason, ${name}, ${phase}`, async () => {
      const { thrown, dispatched } = await abortIn(phase, reason);
      assert.strictEqual(thrown, reason);
      assert.equal(dispatched, 1);
    });
  }
}

for (const [name, reason] of Object.entries(REASONS)) {
  Deno.test(`createFetch() dispatches nothing if the signal has aborted already, with ${name}`, async () => {
    const underneath = fakeFetch(answers("a"));
    const fetch = createFetch({ fetch: underneath });
    const signal = AbortSignal.abort(reason);
    const rejected = (thrown: unknown) => thrown === reason;

    await assert.rejects(fetch(UPSTREAM, { signal }), rejected);
    await assert.rejects(fetch(new Request(UPSTREAM, { signal })), rejected);
    await assert.rejects(fetch(UPSTREAM, { signal, method: "POST", body: "{}" }), rejected);
    assert.equal(underneath.calls.length, 0);
  });
}

Deno.test("createFetch() rejects with the default reason of abort()", async () => {
  const controller = new AbortController();
  const pending = createFetch({ fetch: fakeFetch(never()) })(UPSTREAM, { signal: controller.signal });
  controller.abort();
  await assert.rejects(pending, (thrown) => thrown === controller.signal.reason);
});

Deno.test("createFetch() obeys the signal of a Request, unless init has another, or null", async () => {
  const controller = new AbortController();
  const request = new Request(UPSTREAM, { signal: controller.signal });
  const other = new AbortController();
  const fetch = createFetch({ fetch: fakeFetch(never(), never(), answers("a")) });
  const outcomes: string[] = [];

  const heeding = fetch(request).catch(() => outcomes.push("request's"));
  const overridden = fetch(request, { signal: other.signal }).catch(() => outcomes.push("init's"));
  const ignoring = await fetch(request, { signal: null });
  controller.abort("gone");
  await heeding;
  assert.deepEqual(outcomes, ["request's"]);
  other.abort();
  await overridden;

  assert.deepEqual(outcomes, ["request's", "init's"]);
  await ignoring.body?.cancel();
});

Deno.test("createFetch() rejects with the caller's reason where a response comes at the same time", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const controller = new AbortController();
  const fetch = createFetch({ fetch: fakeFetch(late(10, answers(body))) });
  const outcome = fetch(UPSTREAM, { signal: controller.signal }).catch((error) => error);
  setTimeout(() => controller.abort("mine"), 10);

  await clock.tickAsync(10);

  assert.equal(await outcome, "mine");
  assert.ok(body.cancelled);
});

Deno.test("createFetch() rejects with the caller's reason where the cutoff comes at the same time", async () => {
  using clock = fakeClock();
  const controller = new AbortController();
  const underneath = fakeFetch(never());
  setTimeout(() => controller.abort("mine"), 10);
  const outcome = createFetch({ fetch: underneath, ttfbTimeout: 10 })(UPSTREAM, { signal: controller.signal })
    .catch((error) => error);

  await clock.tickAsync(1_000);

  assert.equal(await outcome, "mine");
  assert.equal(underneath.calls.length, 1);
});

Deno.test("createFetch() dispatches nothing more if an observer of the retry aborts", async () => {
  using clock = fakeClock();
  const controller = new AbortController();
  const underneath = fakeFetch(never());
  const onEvent = ({ type }: { type: string }) => type === "retry" && controller.abort("mine");
  const fetch = createFetch({ fetch: underneath, ttfbTimeout: 10, onEvent });
  const outcome = fetch(UPSTREAM, { signal: controller.signal }).catch((error) => error);

  await clock.tickAsync(1_000);

  assert.equal(await outcome, "mine");
  assert.equal(underneath.calls.length, 1);
});

Deno.test("createFetch() reports no attempt that it doesn't dispatch", async () => {
  using clock = fakeClock();
  const controller = new AbortController();
  const told: string[] = [];
  const fetch = createFetch({
    fetch: fakeFetch(never()),
    ttfbTimeout: 10,
    onEvent({ type }) {
      told.push(type);
      if (type === "retry") controller.abort("mine");
    },
  });
  const outcome = fetch(UPSTREAM, { signal: controller.signal }).catch((error) => error);
  await clock.tickAsync(1_000);

  assert.equal(await outcome, "mine");
  assert.deepEqual(told, ["attempt", "retry", "error"]);
});

Deno.test("createFetch() rejects if what looks for the first byte aborts, and cancels the body", async () => {
  const controller = new AbortController();
  const body = manualBody();
  body.push("data: 1\n\n");
  const told: string[] = [];
  const fetch = createFetch({
    fetch: fakeFetch(answers(body, { headers: { "content-type": "text/event-stream" } })),
    onEvent: ({ type }) => told.push(type),
    firstByteOn: event(() => {
      controller.abort("mine");
      return true;
    }),
  });

  await assert.rejects(fetch(UPSTREAM, { signal: controller.signal }), (thrown) => thrown === "mine");
  assert.deepEqual(told, ["attempt", "error"]);
  assert.ok(body.cancelled);
});

Deno.test("createFetch() rejects if the caller aborts as an answer that is not guarded comes in", async () => {
  const controller = new AbortController();
  const headers = { "content-type": "text/event-stream" };
  const fetch = createFetch({
    fetch: fakeFetch(() => {
      setTimeout(() => controller.abort("mine"));
      return new Response(manualBody().stream, { headers });
    }),
    progressOn: event(),
    guard: () => false,
  });

  await assert.rejects(
    fetch(UPSTREAM, { signal: controller.signal }).then((response) => response.text()),
    (thrown) => thrown === "mine",
  );
});

for (
  const [name, answer] of [
    ["a broken connection", rejects(new TypeError("network"))],
    ["a first byte that does not come", untilAborted()],
  ] as const
) {
  Deno.test(`createFetch() rejects with the reason of a caller that aborts in shouldRetry, after ${name}`, async () => {
    using clock = fakeClock();
    const controller = new AbortController();
    const underneath = fakeFetch(answer);
    const fetch = createFetch({
      fetch: underneath,
      retry: {
        shouldRetry() {
          controller.abort("mine");
          return false;
        },
      },
    });

    const rejected = assert.rejects(fetch(UPSTREAM, { signal: controller.signal }), (thrown) => thrown === "mine");
    await clock.tickAsync(45_000);
    await rejected;
    assert.equal(underneath.calls.length, 1);
  });
}

Deno.test("createFetch() doesn't call shouldRetry after the caller's abort", async () => {
  const controller = new AbortController();
  const shouldRetry = () => assert.fail("asked");
  const pending = createFetch({ fetch: fakeFetch(untilAborted()), retry: { shouldRetry } })(UPSTREAM, {
    signal: controller.signal,
  });
  controller.abort("mine");

  await assert.rejects(pending, (thrown) => thrown === "mine");
});

Deno.test("createFetch() cancels the stream of a Request that it does not dispatch, as the platform does", async () => {
  const body = manualBody();
  const request = new Request(UPSTREAM, { method: "POST", body: body.stream, duplex: "half" } as RequestInit);
  const pending = createFetch({ fetch: fakeFetch(answers("a")) })(request, { signal: AbortSignal.abort("mine") });

  await assert.rejects(pending, (thrown) => thrown === "mine");
  assert.deepEqual(body.cancelled, { reason: "mine" });
});

Deno.test("createFetch() cancels a stream that it does not dispatch, with the caller's reason, as the platform does", async () => {
  const signal = AbortSignal.abort("mine");
  for (const fetch of [globalThis.fetch, createFetch()]) {
    const body = manualBody();
    const init = { method: "POST", body: body.stream, duplex: "half", signal } as RequestInit;
    await assert.rejects(fetch(UPSTREAM, init), (thrown) => thrown === "mine");
    assert.deepEqual(body.cancelled, { reason: "mine" });
  }
});

Deno.test("createFetch() leaves a dispatched body to the underlying fetch, even if that fails", async () => {
  let given: Request | undefined;
  const underneath = (input: string | URL | Request) => {
    given = input as Request;
    throw new TypeError("offline");
  };
  const request = new Request(UPSTREAM, { method: "POST", body: "ping" });
  await assert.rejects(createFetch({ fetch: underneath })(request), /offline/);
  assert.equal(await given?.text(), "ping");
});

Deno.test("createFetch() rejects with the caller's reason, whatever the body's own cancel does", async () => {
  const cancel = () => {
    throw new TypeError("theirs");
  };
  const init = { method: "POST", body: { cancel } as unknown as BodyInit, signal: AbortSignal.abort("mine") };
  await assert.rejects(createFetch()(UPSTREAM, init), (thrown) => thrown === "mine");
});
