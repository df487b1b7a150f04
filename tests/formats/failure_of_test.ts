import assert from "node:assert/strict";
import { failureOf } from "../../src/formats/messages/failure_of.ts";

const FAILURES: readonly (readonly [error: unknown, status: number, transient: boolean, code?: string])[] = [
  [{ code: "server_error" }, 500, true, "server_error"],
  [{ code: "rate_limit_exceeded" }, 429, true, "rate_limit_exceeded"],
  [{ code: "slow_down" }, 503, true, "slow_down"],
  [{ code: "server_is_overloaded" }, 503, true, "server_is_overloaded"],
  [{ code: "vector_store_timeout" }, 504, true, "vector_store_timeout"],
  [{ code: "insufficient_quota", type: "insufficient_quota" }, 429, false, "insufficient_quota"],
  [{ code: "usage_not_included" }, 429, false, "usage_not_included"],
  [{ code: "context_length_exceeded" }, 400, false, "context_length_exceeded"],
  [{ code: "invalid_prompt" }, 400, false, "invalid_prompt"],
  [{ code: "cyber_policy" }, 400, false, "cyber_policy"],
  [{ code: "data_residency_mismatch" }, 400, false, "data_residency_mismatch"],
  [{ code: "image_too_small" }, 400, false, "image_too_small"],
  [{ code: null, type: "invalid_request_error" }, 400, false, "invalid_request_error"],
  [{ type: "overloaded_error" }, 529, true, "overloaded_error"],
  [{ type: "authentication_error" }, 401, false, "authentication_error"],
  [{ type: "permission_error" }, 403, false, "permission_error"],
  [{ type: "not_found_error" }, 404, false, "not_found_error"],
  [{ type: "billing_error" }, 402, false, "billing_error"],
  [{ code: 408 }, 408, true, "408"],
  [{ code: 425 }, 425, true, "425"],
  [{ code: 429, message: "x" }, 429, true, "429"],
  [{ code: 500 }, 500, true, "500"],
  [{ code: 499 }, 499, false, "499"],
  [{ code: 502, metadata: {} }, 502, true, "502"],
  [{ code: 400 }, 400, false, "400"],
  [{ code: "429", type: "insufficient_quota" }, 429, false, "insufficient_quota"],
  [{ code: 500, type: "InternalServerError" }, 500, true, "InternalServerError"],
  [{ code: 400, type: "BadRequestError" }, 400, false, "BadRequestError"],
  [{ code: 503, status: "UNAVAILABLE" }, 503, true, "UNAVAILABLE"],
  [{ code: 429, status: "RESOURCE_EXHAUSTED" }, 429, true, "RESOURCE_EXHAUSTED"],
  [{ code: 504, status: "DEADLINE_EXCEEDED" }, 504, true, "DEADLINE_EXCEEDED"],
  [{ code: "The service is currently unavailable" }, 503, true, "The service is currently unavailable"],
  ["model 'x' not found", 404, false],
  ["Too many requests", 429, true],
  ["unexpected EOF", 500, true],
  [{}, 500, true],
  [undefined, 500, true],
  [7, 500, true],
  [{ code: "something_new", message: "invalid" }, 500, true, "something_new"],
];

for (const [error, status, transient, code] of FAILURES) {
  Deno.test(`failureOf() takes ${JSON.stringify(error)} for ${status}`, () => {
    assert.deepEqual(failureOf(error), { kind: "failure", status, transient, code });
  });
}
