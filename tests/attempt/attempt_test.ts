import assert from "node:assert/strict";
import {
  type AttemptRecord,
  type FetchObserverEvent,
  type FetchOptions,
  timingOf,
  type TruncatedError,
} from "../../mod.ts";
import { Attempt, type Retry } from "../../src/attempt/attempt.ts";
import { Call } from "../../src/call/call.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { delay } from "../../src/time/delay.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { connecting } from "../fixtures/connecting.ts";
import { answers, fakeFetch, manualBody, never, rejects } from "../fixtures/fake_fetch.ts";
import { fakeFormat } from "../fixtures/fake_format.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";

/** A call that is guarded, and recognized where there is a format. */
function begin(options: FetchOptions, init: RequestInit = {}) {
  const events: FetchObserverEvent[] = [];
  const resolved = resolveOptions({ ttfbTimeout: 100, onEvent: (event) => events.push(event), ...options });
  const call = new Call(CallRequest.from("http://upstream.test/", init), resolved, new Error());
  call.guarded = true;
  call.format = resolved.formats[0];
  if (call.format) call.request = call.request.withStream({ format: "fake" });
  return { call, events, types: () => events.map(({ type }) => type) };
}

const POST: RequestInit = { method: "POST", body: "{}" };
const retry = { statusCodes: [503], minDelay: 100 };

Deno.test("Attempt returns a response once its first byte has come, and reports it", async () => {
  using clock = fakeClock();
  const { call, types } = begin({ fetch: fakeFetch(answers("a", { status: 201 })) });
  const response = await new Attempt(call, 1).run() as Response;
  assert.deepEqual([response.status, types(), call.attempts.length], [201, ["attempt", "firstbyte"], 1]);
  assert.equal(await response.text(), "a");
  assert.deepEqual(types(), ["attempt", "firstbyte", "end"]);
  assert.deepEqual(timingOf(response)?.attempts, call.attempts);
  assert.equal(clock.timers, 0);
});

Deno.test("Attempt returns a response once its first content has come, if a format is recognized", async () => {
  using clock = fakeClock();
  await clock.tickAsync(1_000);
  const body = manualBody();
  const { call, events } = begin({ fetch: fakeFetch(answers(body)), formats: [fakeFormat()] }, POST);
  const running = new Attempt(call, 1).run();
  body.push("prelude\n");
  await clock.tickAsync(50);
  body.push("content\nend\n");
  body.end();
  const response = await running as Response;
  assert.equal(await response.text(), "prelude\ncontent\nend\n");
  const [attempt, firstByte, content] = events;
  assert.ok(attempt?.type === "attempt" && attempt.format === "fake" && attempt.contentCutoff === 60_000);
  assert.ok(firstByte?.type === "firstbyte" && firstByte.elapsed === 0);
  assert.ok(content?.type === "content" && content.elapsed === 50);
  assert.deepEqual([timingOf(response)?.firstByte, timingOf(response)?.firstContent], [0, 50]);
  assert.equal(clock.timers, 0);
});

const error = new TypeError("network");

const LOST: Record<
  string,
  [options: FetchOptions, init: RequestInit, retry: Partial<Retry>, record: Partial<AttemptRecord>]
> = {
  "has no headers in time": [{ fetch: fakeFetch(never()) }, {}, { reason: "ttfb", delay: 0 }, {
    outcome: "ttfb",
    elapsed: 100,
  }],
  "has no first byte in time": [
    { fetch: fakeFetch(() => answers(manualBody())({} as never)) },
    {},
    { reason: "ttfb", delay: 0, status: 200 },
    { outcome: "ttfb", elapsed: 100, status: 200 },
  ],
  "has no content in time": [
    {
      fetch: fakeFetch(() => {
        const body = manualBody();
        body.push("prelude\n");
        return new Response(body.stream);
      }),
      formats: [fakeFormat({ contentTimeout: 500 })],
    },
    POST,
    { reason: "content", delay: 0, status: 200 },
    { outcome: "content", elapsed: 500, contentCutoff: 500 },
  ],
  "fails": [{ fetch: fakeFetch(rejects(error)) }, {}, { reason: "network", delay: 100, error }, { outcome: "network" }],
  "has a status that is retried": [
    { fetch: fakeFetch(answers("busy", { status: 503 })) },
    {},
    { reason: "status", delay: 100, status: 503 },
    { outcome: "status", status: 503 },
  ],
  "reports a failure that may pass": [
    { fetch: fakeFetch(answers("failure 503\n")), formats: [fakeFormat()] },
    POST,
    { reason: "failure", delay: 100, status: 503, transient: true },
    { outcome: "failure", status: 200, failure: 503 },
  ],
  "ends without content": [
    { fetch: fakeFetch(answers("prelude\n")), formats: [fakeFormat()] },
    POST,
    { reason: "truncated", delay: 100, status: 200 },
    { outcome: "truncated", status: 200 },
  ],
};

for (const [name, [options, init, expected, record]] of Object.entries(LOST)) {
  Deno.test(`Attempt returns the retry that follows if it ${name}, and leaves nothing behind`, async () => {
    using clock = fakeClock();
    using _random = fixedRandom(1);
    const { call } = begin({ retry, ...options }, init);
    const running = new Attempt(call, 1).run();
    await clock.tickAsync(500);

    const actual = await running as Retry;
    assert.deepEqual({ ...actual, ...expected, attempt: 1 }, actual);
    const [recorded] = call.attempts;
    assert.deepEqual({ ...recorded, ...record }, recorded);
    assert.deepEqual([call.attempts.length, clock.timers], [1, 0]);
  });
}

Deno.test("Attempt tells how many bytes came of an answer without content", async () => {
  using _clock = fakeClock();
  const { call } = begin({ fetch: fakeFetch(answers("prelude\n")), formats: [fakeFormat()], retry }, POST);
  const { error } = await new Attempt(call, 1).run() as Retry;
  const { name, format, bytes } = error as TruncatedError;
  assert.deepEqual([name, format, bytes], ["TruncatedError", "fake", 8]);
});

Deno.test("Attempt hands out an answer without content if complete is false", async () => {
  using clock = fakeClock();
  const { call } = begin({ fetch: fakeFetch(answers("prelude\n")), formats: [fakeFormat()], complete: false }, POST);
  const response = await new Attempt(call, 1).run() as Response;
  assert.deepEqual([await response.text(), clock.timers], ["prelude\n", 0]);
});

const LAST: Record<string, [options: FetchOptions, init: RequestInit, text: string]> = {
  "has a status that is retried": [{ fetch: fakeFetch(answers("busy", { status: 503 })) }, {}, "busy"],
  "reports a failure": [{ fetch: fakeFetch(answers("failure 503\n")), formats: [fakeFormat()] }, POST, "failure 503\n"],
  "reports a failure that lasts": [
    { fetch: fakeFetch(answers("failure 400!\n")), formats: [fakeFormat()], retry },
    POST,
    "failure 400!\n",
  ],
};

for (const [name, [options, init, text]] of Object.entries(LAST)) {
  Deno.test(`Attempt returns a response unchanged that ${name}, if no other follows`, async () => {
    using clock = fakeClock();
    const { call } = begin({ retry: { ...retry, maxAttempts: 1 }, ...options }, init);
    const response = await new Attempt(call, 1).run() as Response;
    assert.equal(await response.text(), text);
    assert.deepEqual([call.attempts[0]?.outcome, clock.timers], ["response", 0]);
  });
}

Deno.test("Attempt throws the TimeoutError of a cutoff, if no other follows", async () => {
  using clock = fakeClock();
  const { call } = begin({ fetch: fakeFetch(never()), retry: false });
  const rejected = assert.rejects(new Attempt(call, 1).run(), { name: "TimeoutError", phase: "ttfb", cutoff: 100 });
  await clock.tickAsync(100);
  await rejected;
  assert.equal(clock.timers, 0);
});

Deno.test("Attempt resolves a GET that listens for events at its headers", async () => {
  using clock = fakeClock();
  const body = manualBody();
  const headers = { accept: "text/event-stream" };
  const { call } = begin({ fetch: fakeFetch(answers(body)) }, { headers });
  const response = await new Attempt(call, 1).run() as Response;
  const read = response.body?.getReader().read();
  await clock.tickAsync(10_000_000);
  body.push("data: a\n\n");
  assert.equal((await read)?.done, false);
});

Deno.test("Attempt resolves an error at its headers, and an answer that isn't guarded", async () => {
  using clock = fakeClock();
  for (const [status, guarded] of [[404, true], [200, false], [404, false]] as const) {
    const { call } = begin({ fetch: fakeFetch(answers(manualBody(), { status })) });
    call.guarded = guarded;
    const response = await new Attempt(call, 1).run() as Response;
    await response.body?.cancel();
    assert.deepEqual([response.status, clock.timers], [status, 0]);
  }
});

for (const contentTimeout of [false, 0] as const) {
  Deno.test(`Attempt resolves at the first byte of a recognized stream with contentTimeout ${contentTimeout}`, async () => {
    using clock = fakeClock();
    const body = manualBody();
    const { call } = begin({ fetch: fakeFetch(answers(body)), formats: [fakeFormat()], contentTimeout }, POST);
    body.push("prelude\n");
    const response = await new Attempt(call, 1).run() as Response;
    await response.body?.cancel();
    assert.equal(clock.timers, 0);
  });
}

Deno.test("Attempt throws the reason that the caller aborted with in a function of its own", async () => {
  using clock = fakeClock();
  const format = fakeFormat();
  const whens: Record<string, (abort: () => void) => [FetchOptions, RequestInit]> = {
    "shouldRetry": (abort) => [{ fetch: fakeFetch(rejects(error)), retry: { shouldRetry: () => (abort(), true) } }, {}],
    "the format": (abort) => [{
      fetch: fakeFetch(answers("content\n")),
      formats: [{
        ...format,
        judge: (...given) => {
          const judge = format.judge(...given);
          return judge && { ...judge, push: (bytes) => (abort(), judge.push(bytes)) };
        },
      }],
    }, POST],
    "firstByteOn": (abort) => [{
      fetch: fakeFetch(answers("a")),
      firstByteOn: { detect: () => () => (abort(), true) },
    }, {}],
  };
  for (const [name, when] of Object.entries(whens)) {
    const controller = new AbortController();
    const [options, init] = when(() => controller.abort("mine"));
    const { call, types } = begin(options, { ...init, signal: controller.signal });
    await assert.rejects(new Attempt(call, 1).run(), (thrown) => thrown === "mine", name);
    assert.deepEqual([types().includes("firstbyte"), clock.timers], [name === "the format", 0], name);
  }
});

Deno.test("Attempt calls no function of a caller that has aborted", async () => {
  using clock = fakeClock();
  const controller = new AbortController();
  const asks = { shouldRetry: () => assert.fail("asked") };
  const { call } = begin({ fetch: fakeFetch(never()), retry: asks }, { signal: controller.signal });
  const rejected = assert.rejects(new Attempt(call, 1).run(), (thrown) => thrown === "mine");
  await clock.runMicrotasks();
  controller.abort("mine");
  await rejected;
});

Deno.test("Attempt opens a connection of its own from the second on, unless reconnect is reuse", async () => {
  using _clock = fakeClock();
  for (const reconnect of ["fresh", "reuse"] as const) {
    using connections = connecting();
    for (const number of [1, 2]) {
      const { call } = begin({ fetch: fakeFetch(answers(null, { status: 204 })), reconnect });
      await new Attempt(call, number).run();
    }
    assert.deepEqual(connections.asked.map(({ isFresh }) => isFresh), [false, reconnect === "fresh"]);
  }
});

/** Its refusals wait for long. */
class PatientAttempt extends Attempt {
  protected override hold(): Promise<void> {
    return delay(1_000_000, undefined);
  }
}

Deno.test("Attempt rests its clocks while a refusal is held", async () => {
  using clock = fakeClock();
  const { call } = begin({ fetch: fakeFetch(answers("failure 503\n")), formats: [fakeFormat()], retry: false }, POST);
  const running = new PatientAttempt(call, 1).run();
  await clock.tickAsync(2_000_000);
  assert.equal(await (await running as Response).text(), "failure 503\n");
});

Deno.test("Attempt keeps no clock for a response without a body, which ends the call", async () => {
  using clock = fakeClock();
  for (const init of [{ method: "HEAD" }, {}]) {
    const { call, types } = begin({ fetch: fakeFetch(answers(null, { status: 204 })), totalTimeout: 1_000 }, init);
    await new Attempt(call, 1).run();
    assert.deepEqual([types(), clock.timers], [["attempt", "firstbyte", "end"], 0]);
  }
});

Deno.test("Attempt isn't followed by another if the call isn't guarded", async () => {
  using clock = fakeClock();
  const { call } = begin({ fetch: fakeFetch(rejects(error)), retry });
  call.guarded = false;
  await assert.rejects(new Attempt(call, 1).run(), (thrown) => thrown === error);
  assert.equal(clock.timers, 0);
});
