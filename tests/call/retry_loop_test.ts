import assert from "node:assert/strict";
import type { FetchObserverEvent, FetchOptions } from "../../mod.ts";
import { Call } from "../../src/call/call.ts";
import { retryLoop } from "../../src/call/retry_loop.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, rejects, untilAborted } from "../fixtures/fake_fetch.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";

function begin(options: FetchOptions, init: RequestInit = {}): Call {
  const call = new Call(CallRequest.from("http://upstream.test/", init), resolveOptions(options), new Error());
  call.guarded = true;
  return call;
}

Deno.test("retryLoop() attempts until one is committed, and waits in between", async () => {
  using clock = fakeClock();
  using _random = fixedRandom(0.5);
  const events: FetchObserverEvent[] = [];
  const error = new TypeError("network");
  const fetch = fakeFetch(untilAborted(), rejects(error), answers("busy", { status: 503 }), answers("c"));
  const retry = { maxAttempts: 4, statusCodes: [503], minDelay: 100 };
  const call = begin({ fetch, ttfbTimeout: 1_000, retry, onEvent: (event) => events.push(event) });
  const pending = retryLoop(call);

  // The second waits for nothing, the third for 50 % of 200 ms, the fourth for that of 400 ms.
  for (const [wait, calls] of [[999, 1], [1, 2], [99, 2], [1, 3], [199, 3], [1, 4]] as const) {
    await clock.tickAsync(wait);
    assert.equal(fetch.calls.length, calls);
  }
  assert.equal(await (await pending).text(), "c");
  assert.equal(call.started, 4);
  assert.deepEqual(call.attempts.map(({ outcome }) => outcome), ["ttfb", "network", "status", "response"]);
  const retries = events.flatMap((event) => event.type === "retry" ? [[event.attempt, event.reason, event.delay]] : []);
  assert.deepEqual(retries, [[1, "ttfb", 0], [2, "network", 100], [3, "status", 200]]);
  assert.equal(clock.timers, 0);
});

Deno.test("retryLoop() throws the error of the last attempt, and remembers the one before", async () => {
  using clock = fakeClock();
  const [first, last] = [new TypeError("first"), new TypeError("last")];
  const call = begin({ fetch: fakeFetch(rejects(first), rejects(last)), retry: { maxAttempts: 2 } });
  const rejected = assert.rejects(retryLoop(call), (error) => error === last);
  await clock.tickAsync(1_000);
  await rejected;
  assert.equal(call.cause, first);
  assert.equal(clock.timers, 0);
});

Deno.test("retryLoop() rejects with the caller's reason while it waits, and dispatches nothing more", async () => {
  using clock = fakeClock();
  const controller = new AbortController();
  const fetch = fakeFetch(rejects(new TypeError("network")));
  const call = begin({ fetch, retry: { delay: () => 10_000 } }, { signal: controller.signal });
  const rejected = assert.rejects(retryLoop(call), (error) => error === "mine");
  await clock.tickAsync(5_000);
  controller.abort("mine");
  await rejected;
  await clock.tickAsync(100_000);
  assert.deepEqual([fetch.calls.length, clock.timers], [1, 0]);
});
