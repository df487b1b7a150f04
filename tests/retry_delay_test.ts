import assert from "node:assert/strict";
import { createCall } from "../src/call.ts";
import { ReplayableRequest } from "../src/replayable_request.ts";
import { resolveOptions } from "../src/resolve_options.ts";
import { type Loss, retryDelay } from "../src/retry_delay.ts";
import { retryAfter } from "../src/retry_after.ts";
import type { RetryOptions } from "../mod.ts";
import { fixedRandom } from "./fixtures/fixed_random.ts";

const network: Loss = { reason: "network", error: new TypeError("network") };
const ttfb: Loss = { reason: "ttfb", error: new Error("timed out") };

function status(code: number, headers: Record<string, string> = {}): Loss {
  return { reason: "status", response: new Response(null, { status: code, headers }) };
}

/** Decides on the loss of a GET. */
function decide(loss: Loss, retry: RetryOptions = {}, attempt = 1, init: RequestInit = {}): number | undefined {
  const request = new ReplayableRequest("http://upstream.test/", init);
  const call = createCall(request, resolveOptions({ retry: { statusCodes: [503], ...retry } }));
  return retryDelay(loss, request, { ...call, attempt, guarded: true, retryAfter });
}

Deno.test("retryDelay() re-fetches at once after a missing first byte", () => {
  assert.equal(decide(ttfb), 0);
  assert.equal(decide(ttfb, { minDelay: 5_000 }), 0);
});

Deno.test("retryDelay() waits up to its bounds after a network error or a status", () => {
  for (const loss of [network, status(503)]) {
    for (const attempt of [1, 2, 3]) {
      const delay = decide(loss, { maxAttempts: 9, minDelay: 100, maxDelay: 300 }, attempt);
      assert.ok(delay !== undefined && delay >= 0 && delay <= Math.min(300, 100 * 2 ** (attempt - 1)), `${delay}`);
    }
  }
});

Deno.test("retryDelay() waits up to 250 ms at first, twice as long each time, and 8 s at most, by default", () => {
  using _random = fixedRandom(0.5);
  const delays = [1, 2, 6, 7].map((attempt) => decide(network, { maxAttempts: 9 }, attempt));
  assert.deepEqual(delays, [125, 250, 4_000, 4_000]);
});

Deno.test("retryDelay() re-fetches no status but those of statusCodes", () => {
  assert.equal(decide(status(500)), undefined);
  assert.equal(decide(status(503), { statusCodes: [] }), undefined);
  assert.equal(decide(status(500), { shouldRetry: () => true }), undefined);
});

Deno.test("retryDelay() ends with the last attempt, whatever shouldRetry says", () => {
  for (const loss of [ttfb, network, status(503)]) {
    assert.equal(decide(loss, { maxAttempts: 2, shouldRetry: () => true }, 2), undefined);
    assert.equal(decide(loss, { maxAttempts: 1 }, 1), undefined);
  }
});

Deno.test("retryDelay() does not repeat what the platform refuses", () => {
  assert.equal(decide(network, {}, 1, { method: "CONNECT" }), undefined);
  assert.equal(decide(network, {}, 1, { body: "a" }), undefined);
});

Deno.test("retryDelay() does not repeat an error that is not the network's", () => {
  assert.equal(decide({ reason: "network", error: new Error("a bug") }), undefined);
});

Deno.test("retryDelay() heeds Retry-After up to maxRetryAfter", () => {
  assert.equal(decide(status(503, { "retry-after": "7" })), 7_000);
  assert.equal(decide(status(503, { "retry-after": "60" })), 60_000);
  assert.equal(decide(status(503, { "retry-after": "61" })), undefined);
  assert.equal(decide(status(503, { "retry-after": "0" })), 0);
  assert.equal(decide(status(503, { "retry-after": "61" }), { shouldRetry: () => true }), 60_000);
});

Deno.test("retryDelay() heeds no Retry-After of what was no status to re-fetch", () => {
  const response = new Response(null, { headers: { "retry-after": "30" } });
  assert.equal(decide({ ...ttfb, response }), 0);
  assert.ok(Number(decide({ ...network, response }, { minDelay: 100 })) <= 100);
});

Deno.test("retryDelay() leaves it as it would be where shouldRetry returns undefined", () => {
  assert.equal(decide(ttfb, { shouldRetry: () => undefined }), 0);
  assert.equal(decide({ reason: "network", error: 5 }, { shouldRetry: () => undefined }), undefined);
});
