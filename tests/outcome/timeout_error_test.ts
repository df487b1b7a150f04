import assert from "node:assert/strict";
import { type AttemptRecord, TimeoutError } from "../../mod.ts";

const attempts: AttemptRecord[] = [
  { attempt: 1, cutoff: 100, contentCutoff: 1_000.4, elapsed: 100, outcome: "ttfb" },
  { attempt: 2, cutoff: 200, contentCutoff: 2_000.6, elapsed: 200, status: 200, outcome: "ttfb" },
  { attempt: 3, cutoff: 400, contentCutoff: 4_000, elapsed: 4_000, status: 200, outcome: "content" },
];

Deno.test("TimeoutError() is an Error with its own name, that holds its data", () => {
  const cause = new TypeError("network");
  const error = new TimeoutError({ phase: "ttfb", cutoff: 200, attempts, cause });
  assert.ok(error instanceof Error && error instanceof TimeoutError);
  assert.deepEqual([error.name, error.phase, error.cutoff, error.cause], ["TimeoutError", "ttfb", 200, cause]);
  assert.deepEqual(error.attempts, attempts);
  assert.match(String(error), /^TimeoutError: /);
  assert.match(error.stack ?? "", /timeout_error_test/);
});

const MESSAGES = {
  ttfb: "Request timed out: no first byte after 100 + 200 ms",
  content: "Request timed out: no content after 4000 ms",
  stale: "Request timed out: no progress after 1234 ms",
  total: "Request timed out: no end after 1234 ms",
};

for (const phase of ["ttfb", "content", "stale", "total"] as const) {
  Deno.test(`TimeoutError() says what ran out, in a sentence without a full stop: ${phase}`, () => {
    assert.equal(new TimeoutError({ phase, cutoff: 1_234, attempts }).message, MESSAGES[phase]);
  });
}

Deno.test("TimeoutError() says the cutoff of an attempt that has no record", () => {
  const lost = { attempt: 1, cutoff: 50, elapsed: 1, outcome: "network" } as const;
  assert.match(new TimeoutError({ phase: "ttfb", cutoff: 300 }).message, /after 300 ms$/);
  assert.match(new TimeoutError({ phase: "ttfb", cutoff: 300, attempts: [lost] }).message, /after 300 ms$/);
});

Deno.test("TimeoutError() rounds its numbers in the message alone", () => {
  const record: AttemptRecord = { attempt: 1, cutoff: 100.4, contentCutoff: 0.6, elapsed: 1, outcome: "ttfb" };
  const error = new TimeoutError({ phase: "ttfb", cutoff: 100.4, attempts: [record] });
  assert.match(error.message, /after 100 ms$/);
  assert.equal(error.cutoff, 100.4);
  const contentRecord: AttemptRecord = { ...record, outcome: "content" };
  assert.match(new TimeoutError({ phase: "content", cutoff: 1, attempts: [contentRecord] }).message, /after 1 ms$/);
  assert.match(new TimeoutError({ phase: "stale", cutoff: 1_234.5678 }).message, /after 1235 ms$/);
});

Deno.test("TimeoutError() says why nothing more was attempted", () => {
  const { message } = new TimeoutError({ phase: "ttfb", cutoff: 5, note: "its body is a stream" });
  assert.equal(message, "Request timed out: no first byte after 5 ms, not retried: its body is a stream");
});

Deno.test("TimeoutError() has no cause unless it is given one", () => {
  assert.equal("cause" in new TimeoutError({ phase: "total", cutoff: 5, cause: undefined }), false);
});

Deno.test("TimeoutError() has its fields in JSON, for a log", () => {
  const cause = new TypeError("network");
  const error = new TimeoutError({ phase: "ttfb", cutoff: 200, attempts, cause });
  assert.deepEqual(JSON.parse(JSON.stringify({ error })), {
    error: { name: "TimeoutError", message: MESSAGES.ttfb, phase: "ttfb", cutoff: 200, attempts },
  });
});
