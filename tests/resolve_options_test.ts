import assert from "node:assert/strict";
import { guard } from "../src/guard.ts";
import { resolveOptions, RULES } from "../src/resolve_options.ts";

/** The defaults, as the documentation has them. */
const DEFAULTS = {
  // By default 45 s, which cutoff() knows: only a value that was given can contradict another.
  ttfbTimeout: undefined,
  staleTimeout: 300_000,
  totalTimeout: undefined,
  firstByteOn: "chunk",
  progressOn: "chunk",
  retry: {
    maxAttempts: 3,
    ttfbGrowth: 2,
    // By default 250 ms, which retryDelay() knows.
    minDelay: undefined,
    maxDelay: 8_000,
    statusCodes: [],
    maxRetryAfter: 60_000,
    shouldRetry: undefined,
  },
  hedge: undefined,
  targets: undefined,
  guard,
  maxReplayBytes: 16 * 1_024 * 1_024,
  reconnect: "fresh",
  idempotencyKey: undefined,
  onEvent: undefined,
  fetch: undefined,
};

Deno.test("resolveOptions() fills in every default", () => {
  assert.deepEqual(resolveOptions({}), DEFAULTS);
  assert.deepEqual(resolveOptions({ ttfbTimeout: undefined, retry: undefined, guard: undefined }), DEFAULTS);
  assert.deepEqual(resolveOptions({ retry: { maxAttempts: undefined } }), DEFAULTS);
});

Deno.test("resolveOptions() takes retry: false for one attempt", () => {
  assert.equal(resolveOptions({ retry: false }).retry.maxAttempts, 1);
});

Deno.test("resolveOptions() keeps what is given", () => {
  const shouldRetry = () => true;
  const given = { ttfbTimeout: 1, reconnect: "reuse", retry: { statusCodes: [503], shouldRetry } } as const;
  const resolved = resolveOptions(given);
  assert.deepEqual([resolved.ttfbTimeout, resolved.reconnect], [1, "reuse"]);
  assert.deepEqual([resolved.retry.statusCodes, resolved.retry.shouldRetry], [[503], shouldRetry]);
});

Deno.test("RULES has every option, and none of the platform's", () => {
  assert.deepEqual(Object.keys(RULES), Object.keys(DEFAULTS));
});
