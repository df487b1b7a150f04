import assert from "node:assert/strict";
import { inspect } from "node:util";
import { check, refuse } from "../../src/checks/check.ts";

/** What each rule accepts and refuses. */
const RULES: [rule: string, accepted: unknown[], refused: unknown[]][] = [
  ["a number of milliseconds ≥ 0", [0, 0.5, 1e9, Number.MAX_VALUE], [-0.1, NaN, Infinity, "1", null, undefined, true, [
    1,
  ]]],
  ["a number ≥ 1", [1, 1.5], [0.99, 0, -1, NaN, 2n]],
  ["an integer ≥ 1", [1, 2, 1e9], [0, 1.5, NaN, Infinity, "1"]],
  ["an array of formats", [[], [{}], ["whatever it holds"]], [200, {}, "[]", null, undefined, new Set([200])]],
  ["an array of statuses from 200 to 599", [[], [200]], [200, 599]],
  ["a boolean", [true, false], [0, 1, "true", null, undefined]],
  ["a header name", ["x", "Idempotency-Key", "a_1"], ["", "a b", "a:b", "a\n", "ключ", 5, null]],
  ["a function", [() => 1, class {}], ["f", null, {}]],
  ["an object", [{}, [], new Date()], [null, "{}", 5, () => 1, Promise.resolve({})]],
  ["an object that hedge() makes or false", [{}, false], [true, "p95", null]],
  ['"chunk" or an object such as event()', ["chunk", {}], ["event", true, () => true, 5]],
  ["false", [false], [true, 0, null, undefined, "false"]],
  ['"fresh" or "reuse"', ["fresh", "reuse"], ["Fresh", "", "fresh ", true, ["fresh"], new String("fresh")]],
  ["a number of milliseconds ≥ 0 or false or a function", [0, false, () => 1], [-1, true, null, "0"]],
];

for (const [rule, accepted, refused] of RULES) {
  Deno.test(`check() accepts a value of the rule: ${rule}`, () => {
    for (const value of accepted) assert.equal(check("option", rule, value), undefined, inspect(value));
  });

  Deno.test(`check() refuses a value outside the rule: ${rule}`, () => {
    for (const value of refused) {
      const name = typeof value === "number" ? "RangeError" : "TypeError";
      assert.throws(() => check("option", rule, value), (error: Error) => {
        assert.ok(error.message.startsWith(`Cannot use option: expected ${rule}, got `), error.message);
        assert.equal(error.name, name, inspect(value));
        return true;
      }, inspect(value));
    }
  });
}

Deno.test("refuse() throws a RangeError for a number, a TypeError for anything else, and shows the value", () => {
  const refused: [value: unknown, name: string, shown: string][] = [
    [-1, "RangeError", "-1"],
    [NaN, "RangeError", "NaN"],
    ["5s", "TypeError", '"5s"'],
    [undefined, "TypeError", "undefined"],
    [Promise.resolve(5), "TypeError", "a promise: await it"],
  ];
  for (const [value, name, shown] of refused) {
    const message = `Cannot use option: expected a rule, got ${shown}`;
    assert.throws(() => refuse("option", "a rule", value), { name, message });
  }
});
