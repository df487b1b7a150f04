import assert from "node:assert/strict";
import {
  type AttemptRecord,
  type CutoffFunction,
  type FetchObserverEvent,
  type FetchOptions,
  TimeoutError,
} from "../../mod.ts";
import { Call, randomId } from "../../src/call/call.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fakeClock } from "../fixtures/clock.ts";

const UPSTREAM = "http://upstream.test/";
const RECORD: AttemptRecord = { attempt: 1, cutoff: 5, elapsed: 5, outcome: "ttfb" };

function begin(options: FetchOptions = {}, init: RequestInit = {}, url = UPSTREAM): Call {
  return new Call(CallRequest.from(url, init), resolveOptions(options), new Error());
}

Deno.test("Call aborts with a TimeoutError once the total time is over", () => {
  using clock = fakeClock();
  const call = begin({ totalTimeout: 100 });
  call.attempts.push(RECORD);
  call.cause = new Error("lost");
  clock.tick(99);
  assert.equal(call.signal?.aborted, false);
  clock.tick(1);
  const { reason } = call.signal ?? assert.fail();
  assert.ok(reason instanceof TimeoutError);
  assert.deepEqual([reason.phase, reason.cutoff, reason.attempts], ["total", 100, [RECORD]]);
  assert.equal(reason.cause, call.cause);
  assert.equal(clock.timers, 0);
});

Deno.test("Call aborts with the caller's reason, whichever comes first", () => {
  using clock = fakeClock();
  for (const isEarly of [true, false]) {
    const controller = new AbortController();
    const call = begin({ totalTimeout: 100 }, { signal: controller.signal });
    if (isEarly) controller.abort("mine");
    clock.tick(100);
    controller.abort("mine");
    assert.equal(call.signal?.reason === "mine", isEarly);
    call.close();
  }
});

Deno.test("Call has no signal if nothing can abort it, and no timer once it's closed", () => {
  using clock = fakeClock();
  assert.equal(begin().signal, undefined);
  assert.equal(begin({ totalTimeout: 0 }).signal, undefined);
  const { signal } = new AbortController();
  assert.equal(begin({}, { signal }).signal, signal);
  const call = begin({ totalTimeout: 100 });
  assert.equal(clock.timers, 1);
  call.close();
  assert.equal(clock.timers, 0);
});

Deno.test("Call calls the observer with one id, the method, and the URL without its secrets", () => {
  const events: FetchObserverEvent[] = [];
  const onEvent = (event: FetchObserverEvent) => events.push(event);
  const call = begin({ onEvent }, { method: "post" }, "https://user:p%40ss@upstream.test/path@1?key=secret#part");
  call.tell({ attempt: 1, type: "end", cancelled: false });
  call.tell({ attempt: 2, type: "lost", elapsed: 5 });
  begin({ onEvent }).tell({ attempt: 1, type: "end", cancelled: false });

  const [first, second, other] = events;
  assert.deepEqual([first?.method, first?.url], ["POST", "https://upstream.test/path@1"]);
  assert.deepEqual([first?.type, first?.attempt, second?.attempt], ["end", 1, 2]);
  assert.equal(first?.id, second?.id);
  assert.notEqual(first?.id, other?.id);
  assert.match(first?.id ?? "", /^[0-9a-f]{32}$/);
});

Deno.test("Call shows no secret of an address that isn't one", () => {
  let url: string | undefined;
  const onEvent = (event: FetchObserverEvent) => void (url = event.url);
  begin({ onEvent }, {}, "http://user:pass@upstream.test:port/?key=secret").tell({
    attempt: 0,
    type: "error",
    error: 1,
  });
  assert.equal(url, "http://upstream.test:port/");
});

Deno.test("Call lives with an observer that throws", () => {
  begin({
    onEvent: () => {
      throw new Error("observer");
    },
  }).tell({ attempt: 1, type: "end", cancelled: false });
});

/** A cutoff that learns as a method. */
function learning(learned: unknown[][], error?: Error): CutoffFunction {
  return Object.assign(() => 5, {
    learned,
    learn(this: { learned: unknown[][] }, ...given: unknown[]) {
      this.learned.push(given);
      if (error) throw error;
    },
  });
}

Deno.test("Call teaches its cutoffs each attempt that has an outcome, and the request that it sent", () => {
  const [ttfb, content]: unknown[][][] = [[], []];
  const call = begin({ ttfbTimeout: learning(ttfb ?? []), contentTimeout: learning(content ?? []) });
  const sent = call.request.at("http://other.test/");
  call.record(RECORD, sent);
  assert.deepEqual([ttfb, content], [[[sent, RECORD]], [[sent, RECORD]]]);
  assert.deepEqual(call.attempts, [RECORD]);
});

Deno.test("Call teaches a cutoff that is both once, and lives with one that throws", () => {
  const learned: unknown[][] = [];
  const both = learning(learned, new Error("mine"));
  begin({ ttfbTimeout: both, contentTimeout: both }).record(RECORD, CallRequest.from(UPSTREAM, {}));
  assert.equal(learned.length, 1);
  begin({ ttfbTimeout: 5, contentTimeout: false }).record(RECORD, CallRequest.from(UPSTREAM, {}));
  begin({ ttfbTimeout: () => 5 }).record(RECORD, CallRequest.from(UPSTREAM, {}));
});

/** Begins a call as the caller's own function does. */
function theCallersOwnFunction(): Call {
  return begin();
}

Deno.test("Call makes errors whose stack leads to the caller, with copies of the records", () => {
  const call = theCallersOwnFunction();
  call.record(RECORD, call.request);
  call.cause = new TypeError("network");
  const errors = [call.timeoutError("ttfb", 5), call.truncatedError("fake", 7, "delta")];
  call.attempts.length = 0;
  for (const error of errors) {
    assert.match(error.stack ?? "", /theCallersOwnFunction/);
    assert.ok(error.stack?.startsWith(`${error.name}: ${error.message}\n`), `${error.stack}`);
    assert.deepEqual([error.attempts, error.cause], [[RECORD], call.cause]);
    const { value: _, ...flags } = Reflect.getOwnPropertyDescriptor(error, "stack") ?? {};
    assert.deepEqual(flags, { configurable: true, enumerable: false, writable: true });
  }
});

Deno.test("Call doesn't make one timeout the cause of the next, but an earlier error", () => {
  const call = begin();
  const network = new TypeError("network");
  call.cause = network;
  call.cause = call.timeoutError("ttfb", 5);
  assert.equal(call.timeoutError("ttfb", 10).cause, network);
});

Deno.test("Call says why a request wasn't retried, if it can be sent only once", () => {
  const init = { method: "POST", body: new Blob(["a"]).stream(), duplex: "half" } as RequestInit;
  const call = begin({}, init);
  assert.doesNotMatch(call.timeoutError("ttfb", 5).message, /not retried/);
  call.request = call.request.keep(100, undefined) as CallRequest;
  for (const phase of ["ttfb", "content"] as const) {
    assert.match(call.timeoutError(phase, 5).message, /not retried: its body is a stream$/);
  }
  for (const phase of ["stale", "total"] as const) {
    assert.doesNotMatch(call.timeoutError(phase, 5).message, /not retried/);
  }
});

Deno.test("Call sends each attempt to its target", () => {
  const call = begin({ targets: ({ url }, attempt) => new URL(`${url}${attempt}`) });
  assert.deepEqual([1, 2].map((attempt) => call.requestOf(attempt).url), [`${UPSTREAM}1`, `${UPSTREAM}2`]);
  const plain = begin();
  assert.equal(plain.requestOf(2), plain.request);
});

Deno.test("randomId() returns 128 bits, never the same", () => {
  const ids = new Set(Array.from({ length: 1_000 }, randomId));
  assert.equal(ids.size, 1_000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
