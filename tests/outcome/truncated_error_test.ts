import assert from "node:assert/strict";
import { type AttemptRecord, TruncatedError } from "../../mod.ts";

const attempts: AttemptRecord[] = [{ attempt: 1, cutoff: 100, elapsed: 5, status: 200, outcome: "response" }];

Deno.test("TruncatedError() is an Error with its own name, that holds its data", () => {
  const cause = new TypeError("network");
  const error = new TruncatedError({ format: "openai-chat", bytes: 12, lastEvent: "delta", attempts, cause });
  assert.ok(error instanceof Error && error instanceof TruncatedError);
  assert.deepEqual([error.name, error.format, error.bytes, error.lastEvent], [
    "TruncatedError",
    "openai-chat",
    12,
    "delta",
  ]);
  assert.deepEqual([error.attempts, error.cause], [attempts, cause]);
  assert.match(error.stack ?? "", /truncated_error_test/);
});

Deno.test("TruncatedError() says what is missing, in a sentence without a full stop", () => {
  assert.equal(
    new TruncatedError({ format: "openai-chat", bytes: 12, lastEvent: "delta" }).message,
    'Stream ended early: openai-chat isn\'t complete after 12 bytes, behind "delta"',
  );
  assert.equal(
    new TruncatedError({ format: "range", bytes: 0 }).message,
    "Stream ended early: range isn't complete after 0 bytes",
  );
});

Deno.test("TruncatedError() has no cause and no attempts unless it is given them", () => {
  const error = new TruncatedError({ format: "a", bytes: 1, cause: undefined });
  assert.deepEqual(["cause" in error, error.attempts, error.lastEvent], [false, [], undefined]);
});

Deno.test("TruncatedError() has its fields in JSON, for a log", () => {
  const error = new TruncatedError({ format: "a", bytes: 1, lastEvent: "b", attempts, cause: new Error("c") });
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    name: "TruncatedError",
    message: error.message,
    format: "a",
    bytes: 1,
    lastEvent: "b",
    attempts,
  });
});
