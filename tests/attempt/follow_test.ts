import assert from "node:assert/strict";
import { createFetch, type FetchObserverEvent, type FetchOptions, timingOf } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import {
  answers,
  type FakeAnswer,
  fakeFetch,
  late,
  manualBody,
  rejects,
  untilAborted,
} from "../fixtures/fake_fetch.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";
import { LineResumption, resumeLines } from "../fixtures/line_resumption.ts";

const UPSTREAM = "http://upstream.test/";
const network = () => new TypeError("network");

/** Answers with text, and breaks off behind it. */
function broken(text: string, status = 200, reason: unknown = network()): FakeAnswer {
  return () => {
    const body = manualBody();
    body.push(text);
    const response = new Response(body.stream, { status });
    setTimeout(() => body.fail(reason), 10);
    return response;
  };
}

/** Answers with text, then nothing. */
function silent(text: string, status = 200): FakeAnswer {
  return (call) => {
    const body = manualBody();
    if (text) body.push(text);
    call.signal.addEventListener("abort", () => body.cancelled ?? body.fail(call.signal.reason));
    return new Response(body.stream, { status });
  };
}

const part = (text: string) => answers(text, { status: 206 });

/** Reads an answer that the attempts come to, in virtual time. */
async function read(attempts: FakeAnswer[], options: FetchOptions = {}, init: RequestInit = {}) {
  using clock = fakeClock();
  using _random = fixedRandom(0.5);
  const events: FetchObserverEvent[] = [];
  const fetch = fakeFetch(...attempts);
  const call = createFetch({
    fetch,
    resume: [resumeLines()],
    retry: { maxAttempts: 4 },
    onEvent: (event) => events.push(event),
    ...options,
  });
  let seen = "";
  let error: unknown;
  let response: Response | undefined;
  const began = performance.now();
  let took = 0;
  const reading = (async () => {
    response = await call(UPSTREAM, init);
    const text = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
    for await (const chunk of text) seen += chunk;
  })().catch((thrown) => error = thrown).finally(() => took = performance.now() - began);
  await clock.tickAsync(10_000_000);
  await reading;
  assert.equal(clock.timers, 0, "timers");
  const timing = response && timingOf(response);
  const sent = fetch.calls.map(({ init, input }) =>
    new Headers(init.headers ?? (input as Request).headers).get("x-lines")
  );
  return { seen, error, events, sent, took, attempts: timing?.attempts, calls: fetch.calls };
}

const types = (events: FetchObserverEvent[]) => events.map(({ attempt, type }) => `${attempt}:${type}`);

Deno.test("follow() resumes an answer that breaks off, behind the last line that was handed out", async () => {
  const { seen, error, events, sent, attempts } = await read([broken("a\nb\nhal"), part("c\nend\n")]);
  assert.deepEqual([seen, error, sent], ["a\nb\nc\nend\n", undefined, [null, "2"]]);
  assert.deepEqual(types(events), [
    "1:attempt",
    "1:firstbyte",
    "1:resume",
    "2:attempt",
    "2:firstbyte",
    "2:end",
  ]);
  assert.deepEqual(attempts?.map(({ attempt, outcome, resume }) => [attempt, outcome, resume]), [
    [1, "response", undefined],
    [2, "response", "lines"],
  ]);
  const [, , resume] = events;
  assert.ok(resume?.type === "resume" && resume.policy === "lines" && resume.delay === 125);
});

Deno.test("follow() resumes an answer that ends early, and one that falls silent", async () => {
  assert.equal((await read([answers("a\n"), part("end\n")])).seen, "a\nend\n");
  const { seen, events, took } = await read([silent("a\n"), part("end\n")], { staleTimeout: 1_000 });
  assert.deepEqual([seen, took], ["a\nend\n", 1_125]);
  assert.ok(types(events).includes("1:stale"));
});

Deno.test("follow() resumes with its own backoff even if maxRetryAfter is 0", async () => {
  const retry = { maxRetryAfter: 0 };
  assert.equal((await read([broken("a\n"), part("end\n")], { retry })).seen, "a\nend\n");
});

Deno.test("follow() resumes repeatedly, and waits longer after each consecutive loss", async () => {
  const attempts = [broken("a\n"), rejects(network()), answers("busy", { status: 503 }), part("end\n")];
  const { seen, sent, events, attempts: records } = await read(attempts);
  assert.deepEqual([seen, sent], ["a\nend\n", [null, "1", "1", "1"]]);
  const delays = events.flatMap((event) => event.type === "resume" ? [event.delay] : []);
  assert.deepEqual(delays, [125, 250, 500]);
  assert.deepEqual(records?.map(({ outcome }) => outcome), ["response", "network", "refused", "response"]);
});

Deno.test("follow() makes no more attempts than maxAttempts, those before the answer included", async () => {
  const attempts = [rejects(network()), broken("a\n"), broken("b\n", 206), part("never")];
  const { seen, error, calls } = await read(attempts, { retry: { maxAttempts: 3 } });
  assert.deepEqual([seen, (error as Error).message, calls.length], ["a\nb\n", "network", 3]);
  assert.equal((await read([broken("a\n"), part("never")], { retry: false })).calls.length, 1);
});

Deno.test("follow() returns the bytes held back if no attempt is left", async () => {
  const { seen, error } = await read([broken("a\nhal")], { retry: false });
  const { message, cause } = error as Error;
  assert.deepEqual([seen, message, cause], ["a\nhal", "network", undefined]);
});

Deno.test("follow() ends if the server says that nothing follows", async () => {
  const { seen, error, events } = await read([broken("a\n"), answers(null, { status: 204 })]);
  assert.deepEqual([seen, error, types(events).at(-1)], ["a\n", undefined, "2:end"]);
});

Deno.test("follow() errors with the error of the break, and why it wasn't resumed", async () => {
  const { seen, error, calls, attempts } = await read([
    broken("a\n"),
    answers("other\n", { status: 200 }),
    part("never"),
  ]);
  assert.deepEqual([seen, (error as Error).message, calls.length], ["a\n", "network", 2]);
  assert.equal(((error as Error).cause as Error).message, "Cannot resume: its status is 200");
  assert.equal(attempts?.at(-1)?.outcome, "refused");
});

Deno.test("follow() errors with the failure of the last attempt that it may make", async () => {
  const { error } = await read([broken("a\n"), rejects(new TypeError("refused"))], { retry: { maxAttempts: 2 } });
  assert.equal(((error as Error).cause as Error).message, "Cannot resume: refused");
});

Deno.test("follow() sets the cause of an error that can be changed, as the platform does", async () => {
  const other = answers("other\n", { status: 200 });
  for (const reason of ["mine", Object.freeze(new TypeError("network"))]) {
    const { error } = await read([broken("a\n", 200, reason), other]);
    assert.equal(error, reason);
  }
  const { error } = await read([broken("a\n"), other]);
  const { value: _, ...flags } = Reflect.getOwnPropertyDescriptor(error as Error, "cause") ?? {};
  assert.deepEqual(flags, { configurable: true, enumerable: false, writable: true });
});

/** A policy of lines whose resumption differs. */
const resumesAs = (differences: Partial<LineResumption>): FetchOptions => ({
  resume: [{ name: "mine", follow: () => Object.assign(new LineResumption(), differences) }],
});

Deno.test("follow() waits as long as the server asks, up to maxRetryAfter", async () => {
  const after = (delay: number): FetchOptions => ({
    ...resumesAs({ next: () => ({ headers: {}, delay }) }),
    retry: { maxRetryAfter: 5_000 },
  });
  const waited = await read([broken("a\n"), part("end\n")], after(5_000));
  assert.deepEqual([waited.seen, waited.took], ["a\nend\n", 10 + 5_000]);
  const { error, calls } = await read([broken("a\n"), part("never")], after(5_001));
  assert.equal(((error as Error).cause as Error).message, "Cannot resume: the server asks to wait 5001 ms");
  assert.equal(calls.length, 1);
});

Deno.test("follow() discards the body of a response after which nothing follows", async () => {
  const body = manualBody();
  const ends = resumesAs({ accept: () => ({ kind: "ends" }), end: () => ({ complete: true, rest: new Uint8Array() }) });
  const { seen, error } = await read([broken("a\n"), answers(body, { status: 206 })], ends);
  assert.deepEqual([seen, error], ["a\n", undefined]);
  assert.ok(body.cancelled);
});

Deno.test("follow() reports no further resumption once the caller aborted", async () => {
  const controller = new AbortController();
  const accept = () => {
    controller.abort("mine");
    return { kind: "refused", reason: "it's late", transient: true } as const;
  };
  const { error, events } = await read([broken("a\n"), part("never")], resumesAs({ accept }), {
    signal: controller.signal,
  });
  assert.deepEqual([error, types(events).slice(2)], ["mine", ["1:resume", "2:attempt", "2:error"]]);
});

Deno.test("follow() doesn't retry a failure that another attempt would repeat", async () => {
  const lasting = new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "CERT_HAS_EXPIRED" }) });
  const { error, calls } = await read([broken("a\n"), rejects(lasting), part("never")]);
  assert.deepEqual([(error as Error).message, ((error as Error).cause as Error).cause, calls.length], [
    "network",
    lasting,
    2,
  ]);
});

Deno.test("follow() waits for the headers of a continuation as for a first byte", async () => {
  const { seen, took, attempts } = await read([broken("a\n"), untilAborted(), part("end\n")], { ttfbTimeout: 1_000 });
  assert.deepEqual([seen, took], ["a\nend\n", 10 + 125 + 1_000 + 250]);
  assert.deepEqual(attempts?.map(({ outcome, cutoff }) => [outcome, cutoff]), [
    ["response", 1_000],
    ["ttfb", 1_000],
    ["response", 1_000],
  ]);
});

Deno.test("follow() goes on while a continuation falls silent, too", async () => {
  const attempts = [broken("a\n"), silent("b\n", 206), part("end\n")];
  const { seen, sent } = await read(attempts, { staleTimeout: 1_000 });
  assert.deepEqual([seen, sent], ["a\nb\nend\n", [null, "1", "2"]]);
});

Deno.test("follow() sends the caller's headers along, no body, and follows no redirect", async () => {
  const { calls } = await read([broken("a\n"), part("end\n")], {}, { headers: { authorization: "Bearer a" } });
  const [, second] = calls;
  assert.equal(new Headers(second?.init.headers).get("authorization"), "Bearer a");
  assert.deepEqual([second?.init.method, second?.init.body, second?.init.redirect], ["GET", undefined, "manual"]);
});

Deno.test("follow() resumes no error, no redirected response, and none that no policy can follow", async () => {
  const redirected: FakeAnswer = async (call) =>
    Object.defineProperty(await broken("a\n")(call), "redirected", { value: true });
  for (const answer of [broken("a\n", 404), broken("a\n", 500), redirected]) {
    const { seen, calls } = await read([answer, part("never")]);
    assert.deepEqual([seen, calls.length], ["a\n", 1]);
  }
  const { calls } = await read([broken("a\n"), part("never")], { guard: () => true }, { method: "POST", body: "a" });
  assert.equal(calls.length, 1);
});

Deno.test("follow() takes the first policy that can follow the answer", async () => {
  const none = { name: "none", follow: () => undefined };
  const first = { name: "first", follow: () => new LineResumption() };
  const { attempts } = await read([broken("a\n"), part("end\n")], { resume: [none, first, resumeLines()] });
  assert.equal(attempts?.at(-1)?.resume, "first");
});

for (const when of ["while it waits", "while it's fetched", "once it's read"] as const) {
  Deno.test(`follow() ends a resumption with the caller's reason, aborted ${when}`, async () => {
    using clock = fakeClock();
    using _random = fixedRandom(0.5);
    const controller = new AbortController();
    const next = when === "once it's read" ? silent("b\n", 206) : untilAborted();
    const fetch = fakeFetch(broken("a\n"), next);
    const response = await createFetch({ fetch, resume: [resumeLines()] })(UPSTREAM, { signal: controller.signal });
    const rejected = assert.rejects(response.text(), (error) => error === "mine");
    await clock.tickAsync(when === "while it waits" ? 100 : 1_000);
    controller.abort("mine");
    await rejected;
    await clock.tickAsync(1_000_000);
    assert.deepEqual([fetch.calls.length, clock.timers], [when === "while it waits" ? 1 : 2, 0]);
    if (when !== "while it waits") assert.equal(fetch.calls[1]?.signal.aborted, true);
  });

  Deno.test(`follow() ends a resumption where its reader cancels ${when}`, async () => {
    using clock = fakeClock();
    using _random = fixedRandom(0.5);
    const second = manualBody();
    const next = when === "once it's read" ? answers(second, { status: 206 }) : untilAborted();
    const fetch = fakeFetch(broken("a\n"), next);
    const response = await createFetch({ fetch, resume: [resumeLines()] })(UPSTREAM);
    const reader = response.body?.getReader();
    await reader?.read();
    const read = reader?.read();
    await clock.tickAsync(when === "while it waits" ? 100 : 1_000);
    await reader?.cancel("enough").catch(() => {});
    assert.equal((await read)?.done, true);
    const attempts = timingOf(response)?.attempts.map(({ outcome }) => outcome);
    assert.deepEqual(attempts, when === "once it's read" ? ["response", "response"] : ["response"]);
    await clock.tickAsync(1_000_000);
    assert.deepEqual([fetch.calls.length, clock.timers], [when === "while it waits" ? 1 : 2, 0]);
    if (when === "while it's fetched") assert.equal(fetch.calls[1]?.signal.aborted, true);
    if (when === "once it's read") assert.deepEqual(second.cancelled, { reason: "enough" });
  });
}

Deno.test("follow() cancels the body of a continuation that comes too late", async () => {
  using clock = fakeClock();
  using _random = fixedRandom(0.5);
  const second = manualBody();
  const fetch = fakeFetch(broken("a\n"), late(5_000, answers(second, { status: 206 })));
  const response = await createFetch({ fetch, resume: [resumeLines()] })(UPSTREAM);
  const reader = response.body?.getReader();
  await reader?.read();
  reader?.read().catch(() => {});
  await clock.tickAsync(1_000);
  await reader?.cancel("enough").catch(() => {});
  await clock.tickAsync(10_000);
  assert.ok(second.cancelled);
  assert.equal(clock.timers, 0);
});

Deno.test("follow() resumes within the total time", async () => {
  const { error, seen } = await read([broken("a\n"), untilAborted()], { totalTimeout: 500 });
  assert.deepEqual([seen, (error as { phase?: string }).phase], ["a\n", "total"]);
});

Deno.test("follow() gives a continuation 45 s for its headers, unless a number or false says otherwise", async () => {
  const attempts = () => [broken("a\n"), untilAborted(), part("end\n")];
  for (const [ttfbTimeout, cutoff] of [[undefined, 45_000], [() => 7, 45_000], [500, 500]] as const) {
    const { seen, attempts: records } = await read(attempts(), { ttfbTimeout });
    assert.deepEqual([seen, records?.[1]?.cutoff, records?.[1]?.elapsed], ["a\nend\n", cutoff, cutoff]);
  }
  const { error, attempts: records } = await read(attempts(), { ttfbTimeout: false, totalTimeout: 100_000 });
  assert.deepEqual([records?.length, (error as { phase?: string }).phase], [1, "total"]);
});

Deno.test("follow() bounds the headers of a continuation alone, not its body", async () => {
  const slow: FakeAnswer = () => {
    const body = manualBody();
    setTimeout(() => (body.push("end\n"), body.end()), 5_000);
    return new Response(body.stream, { status: 206 });
  };
  const { seen, attempts } = await read([broken("a\n"), slow], { ttfbTimeout: 1_000 });
  assert.deepEqual([seen, attempts?.length], ["a\nend\n", 2]);
});

Deno.test("follow() cancels the body of a response that it refuses", async () => {
  const refused = [manualBody(), manualBody()] as const;
  const attempts = [
    broken("a\n"),
    answers(refused[0], { status: 503 }),
    answers(refused[1], { status: 200 }),
  ];
  await read(attempts);
  for (const body of refused) assert.ok(body.cancelled);
});

Deno.test("follow() says which attempt fell silent, and that a continuation is watched", async () => {
  const attempts = [broken("a\n"), silent("b\n", 206), part("end\n")];
  const { events } = await read(attempts, { staleTimeout: 1_000 });
  assert.deepEqual(types(events).filter((type) => type.endsWith("stale")), ["2:stale"]);
  for (const event of events) if (event.type === "attempt") assert.equal(event.guarded, true);
});
