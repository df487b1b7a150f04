import assert from "node:assert/strict";
import { checkNames } from "../../src/checks/check_names.ts";
import { resolveOptions } from "../../src/options/resolve_options.ts";

const RULES = { timeoutMs: true, maxAttempts: true };

Deno.test("checkNames() accepts every name that exists, and no name at all", () => {
  checkNames("", { timeoutMs: 1, maxAttempts: undefined }, RULES);
  checkNames("", {}, RULES);
  checkNames("", Object.create(null), RULES);
});

const UNKNOWN: [given: object, message: string][] = [
  [{ maxAttemps: 1 }, "Cannot use retry.maxAttemps: did you mean maxAttempts?"],
  [{ limit: 1 }, "Cannot use retry.limit: did you mean maxAttempts?"],
  [{ colour: 1 }, "Cannot use retry.colour: expected one of timeoutMs, maxAttempts"],
  [{ toString: 1 }, "Cannot use retry.toString: expected one of timeoutMs, maxAttempts"],
  [{ constructor: 1 }, "Cannot use retry.constructor: expected one of timeoutMs, maxAttempts"],
  [JSON.parse('{"__proto__":1}'), "Cannot use retry.__proto__: expected one of timeoutMs, maxAttempts"],
  [{ maxAttempts: 1, colour: undefined }, "Cannot use retry.colour: expected one of timeoutMs, maxAttempts"],
];

for (const [given, message] of UNKNOWN) {
  Deno.test(`checkNames() refuses ${JSON.stringify(given)}`, () => {
    assert.throws(() => checkNames("retry.", given, RULES), { name: "TypeError", message });
  });
}

const ELSEWHERE: [given: object, message: RegExp][] = [
  [{ timeout: 5 }, /^Cannot use timeout: did you mean ttfbTimeout, or totalTimeout\?$/],
  [{ retries: 5 }, /^Cannot use retries: did you mean retry\.maxAttempts\?$/],
  [{ maxRetries: 5 }, /^Cannot use maxRetries: did you mean retry\.maxAttempts\?$/],
  [{ retry: { attempts: 5 } }, /^Cannot use retry\.attempts: did you mean maxAttempts\?$/],
  [{ retry: { backoffLimit: 5 } }, /^Cannot use retry\.backoffLimit: did you mean maxDelay\?$/],
  [{ ttfbTimout: 5 }, /^Cannot use ttfbTimout: did you mean ttfbTimeout\?$/],
  [{ retry: { statusCode: [] } }, /^Cannot use retry\.statusCode: did you mean statusCodes\?$/],
];

for (const [given, message] of ELSEWHERE) {
  Deno.test(`resolveOptions() suggests the option that was meant by ${JSON.stringify(given)}`, () => {
    assert.throws(() => resolveOptions(given), { name: "TypeError", message });
  });
}
