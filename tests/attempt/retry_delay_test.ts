import assert from "node:assert/strict";
import type { LossReason, RetryContext, RetryOptions } from "../../mod.ts";
import { type Loss, retryDelay } from "../../src/attempt/retry_delay.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";
import { CallRequest } from "../../src/request/call_request.ts";
import { fixedRandom } from "../fixtures/fixed_random.ts";

const network: Loss = { attempt: 1, reason: "network", error: new TypeError("network") };
const ttfb: Loss = { attempt: 1, reason: "ttfb", error: new Error("timed out") };
const content: Loss = {
  attempt: 1,
  reason: "content",
  error: new Error("timed out"),
  status: 200,
  headers: new Headers(),
};
const truncated: Loss = {
  attempt: 1,
  reason: "truncated",
  error: new Error("truncated"),
  status: 200,
  headers: new Headers(),
};

function status(code: number, headers: Record<string, string> = {}): Loss {
  return { attempt: 1, reason: "status", status: code, headers: new Headers(headers) };
}

function failure(code: number, transient: boolean, headers: Record<string, string> = {}): Loss {
  return { attempt: 1, reason: "failure", status: code, transient, headers: new Headers(headers) };
}

/** Decides on the loss of a GET, 503 among the statuses that are retried. */
function decide(loss: Loss, retry: RetryOptions = {}, request = CallRequest.from("http://upstream.test/", {})) {
  return retryDelay(loss, request, resolveOptions({ retry: { statusCodes: [503], ...retry } }));
}

Deno.test("retryDelay() retries at once after a missing first byte or content", () => {
  for (const loss of [ttfb, content]) {
    assert.equal(decide(loss), 0);
    assert.equal(decide(loss, { minDelay: 5_000 }), 0);
  }
});

for (const loss of [network, status(503), failure(503, true), truncated]) {
  Deno.test(`retryDelay() waits up to its bounds after a loss by ${loss.reason}`, () => {
    using _random = fixedRandom(1);
    const retry = { maxAttempts: 9, minDelay: 100, maxDelay: 300 };
    assert.deepEqual([1, 2, 3].map((attempt) => decide({ ...loss, attempt }, retry)), [100, 200, 300]);
  });
}

Deno.test("retryDelay() waits up to 250 ms at first, twice as long each time, and 8 s at most, by default", () => {
  using _random = fixedRandom(0.5);
  const delays = [1, 2, 6, 7].map((attempt) => decide({ ...network, attempt }));
  assert.deepEqual(delays, [125, 250, 4_000, 4_000]);
});

Deno.test("retryDelay() retries no status but those of statusCodes, whatever shouldRetry says", () => {
  assert.equal(decide(status(500)), undefined);
  assert.equal(decide(status(503), { statusCodes: [] }), undefined);
  assert.equal(decide(status(500), { shouldRetry: () => true }), undefined);
});

Deno.test("retryDelay() retries a failure in the stream that may pass, and stands for one of statusCodes", () => {
  using _random = fixedRandom(0.5);
  assert.equal(decide(failure(503, true)), 125);
  assert.equal(decide(failure(503, false)), undefined);
  assert.equal(decide(failure(529, true)), undefined);
  assert.equal(decide(failure(400, false)), undefined);
});

Deno.test("retryDelay() obeys a shouldRetry that retries any failure", () => {
  using _random = fixedRandom(0.5);
  assert.equal(decide(failure(529, true), { shouldRetry: ({ reason }) => reason === "failure" }), 125);
});

Deno.test("retryDelay() doesn't retry a request that the platform refuses", () => {
  const url = "http://upstream.test/";
  for (const init of [{ method: "CONNECT" }, { body: "a" }]) {
    assert.equal(decide(network, {}, CallRequest.from(url, init)), undefined);
  }
  assert.equal(decide(network, {}, CallRequest.from("data:,a", {})), undefined);
});

Deno.test("retryDelay() doesn't repeat an error that isn't the network's", () => {
  assert.equal(decide({ attempt: 1, reason: "network", error: new Error("a bug") }), undefined);
});

Deno.test("retryDelay() never repeats a body that is sent once, whatever shouldRetry says", async () => {
  const init = { method: "POST", body: new Blob(["a"]).stream(), duplex: "half" } as RequestInit;
  const request = await CallRequest.from("http://upstream.test/", init).keep(100, undefined);
  for (const loss of [network, ttfb, content, truncated, status(503), failure(503, true)]) {
    assert.equal(decide(loss, { shouldRetry: () => true, delay: () => 1 }, request), undefined, loss.reason);
  }
});

for (
  const [name, lose] of Object.entries({
    status,
    failure: (code: number, headers = {}) => failure(code, true, headers),
  })
) {
  Deno.test(`retryDelay() obeys the Retry-After of a ${name} up to maxRetryAfter`, () => {
    assert.equal(decide(lose(503, { "retry-after": "7" })), 7_000);
    assert.equal(decide(lose(503, { "retry-after": "60" })), 60_000);
    assert.equal(decide(lose(503, { "retry-after": "61" })), undefined);
    assert.equal(decide(lose(503, { "retry-after": "0" })), 0);
    assert.equal(decide(lose(503, { "retry-after": "61" }), { shouldRetry: () => true }), 60_000);
    assert.equal(decide(lose(503, { "retry-after-ms": "1500", "retry-after": "9" })), 1_500);
    assert.equal(decide(lose(503, { "retry-after": "9".repeat(400) })), undefined);
  });

  Deno.test(`retryDelay() backs off if the Retry-After of a ${name} is malformed`, () => {
    using _random = fixedRandom(0.5);
    for (const value of ["soon", "-5", "May 5", ""]) assert.equal(decide(lose(503, { "retry-after": value })), 125);
  });

  Deno.test(`retryDelay() obeys x-should-retry: false of a ${name}, unless shouldRetry overrides it`, () => {
    using _random = fixedRandom(0.5);
    const refused = lose(503, { "x-should-retry": "false" });
    assert.equal(decide(refused), undefined);
    assert.equal(decide(refused, { shouldRetry: () => true }), 125);
    assert.equal(decide(lose(503, { "x-should-retry": "true" })), 125);
    assert.equal(decide(lose(503, { "x-should-retry": "" })), 125);
  });
}

Deno.test("retryDelay() takes no x-should-retry: true for a permission", () => {
  assert.equal(decide(status(500, { "x-should-retry": "true" })), undefined);
  assert.equal(decide(failure(503, false, { "x-should-retry": "true" })), undefined);
});

Deno.test("retryDelay() ignores the headers of an answer that broke before its commit", () => {
  using _random = fixedRandom(0.5);
  const headers = new Headers({ "retry-after": "30", "x-should-retry": "false" });
  for (const [loss, wait] of [[ttfb, 0], [content, 0], [network, 125], [truncated, 125]] as const) {
    assert.equal(decide({ ...loss, status: 200, headers }), wait, loss.reason);
  }
});

Deno.test("retryDelay() leaves it as it would be if shouldRetry returns undefined, and retries on true alone", () => {
  assert.equal(decide(ttfb, { shouldRetry: () => undefined }), 0);
  assert.equal(decide({ attempt: 1, reason: "network", error: 5 }, { shouldRetry: () => undefined }), undefined);
  assert.equal(decide(ttfb, { shouldRetry: () => false }), undefined);
  // A caller without a compiler can return anything.
  for (const answer of ["yes", 1, {}, Promise.resolve(true)]) {
    assert.equal(decide(ttfb, { shouldRetry: () => answer as boolean }), undefined);
  }
});

Deno.test("retryDelay() calls shouldRetry and delay with the details of the loss", () => {
  const contexts: RetryContext[] = [];
  const note = (context: RetryContext) => void contexts.push(context);
  const request = CallRequest.from("http://upstream.test/", {});
  const known = (loss: Loss) => {
    contexts.length = 0;
    decide(loss, { shouldRetry: note, delay: note }, request);
    const [context] = contexts;
    assert.ok(contexts.every((context) => context.request === request));
    return [context?.attempt, context?.reason, context?.error, context?.status, context?.headers];
  };
  const reasons: LossReason[] = [];
  for (const loss of [network, ttfb, content, truncated, status(503), failure(503, true), { ...ttfb, attempt: 2 }]) {
    reasons.push(loss.reason);
    assert.deepEqual(known(loss), [loss.attempt, loss.reason, loss.error, loss.status, loss.headers]);
  }
  assert.equal(new Set(reasons).size, 6);
});

Deno.test("retryDelay() calls shouldRetry with the decision without it", () => {
  const told = (loss: Loss) => {
    let retry: boolean | undefined;
    decide(loss, { shouldRetry: (context) => void (retry = context.retry) });
    return retry;
  };
  assert.deepEqual([ttfb, network, truncated, status(503), failure(503, true)].map(told), Array(5).fill(true));
  const refused = [
    { ...network, error: 5 },
    failure(503, false),
    failure(529, true),
    status(503, { "retry-after": "61" }),
  ];
  assert.deepEqual(refused.map(told), Array(4).fill(false));
});

Deno.test("retryDelay() takes the wait that delay returns, in the place of backoff and Retry-After", () => {
  for (const loss of [ttfb, content, network, truncated, status(503, { "retry-after": "7" }), failure(503, true)]) {
    assert.equal(decide(loss, { delay: () => 5 }), 5, loss.reason);
    assert.equal(decide(loss, { delay: () => 0 }), 0, loss.reason);
    assert.equal(decide(loss, { delay: () => -5 }), 0, loss.reason);
  }
  assert.equal(decide(status(503, { "retry-after": "7" }), { delay: () => undefined }), 7_000);
  assert.equal(decide(ttfb, { delay: () => undefined }), 0);
});

Deno.test("retryDelay() waits no longer than maxRetryAfter if delay says so, and doesn't retry then", () => {
  assert.equal(decide(ttfb, { delay: () => 60_001 }), undefined);
  assert.equal(decide(ttfb, { delay: () => 60_001, shouldRetry: () => true }), 60_000);
  assert.equal(decide(ttfb, { delay: () => 101, maxRetryAfter: 100 }), undefined);
  assert.equal(decide(status(500), { delay: () => 5 }), undefined);
  assert.equal(decide({ ...network, error: 5 }, { delay: () => 5 }), undefined);
});
