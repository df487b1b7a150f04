import assert from "node:assert/strict";
import { closestName } from "../../src/checks/closest_name.ts";
import { RULES } from "../../src/options/resolve_options.ts";

const NAMES = Object.keys(RULES);

const MEANT: [given: string, meant: string | undefined][] = [
  ["ttfbTimout", "ttfbTimeout"],
  ["ttfbtimeout", "ttfbTimeout"],
  ["tfbTimeout", "ttfbTimeout"],
  ["staleTimeoutMs", "staleTimeout"],
  ["contentTimeOut", "contentTimeout"],
  ["onevent", "onEvent"],
  ["hedgee", "hedge"],
  ["target", "targets"],
  ["idempotencykey", "idempotencyKey"],
  ["maxReplaybyte", "maxReplayBytes"],
  ["retry", "retry"],
  ["method", undefined],
  ["redirect", undefined],
  ["headers", undefined],
  ["x", undefined],
  ["", undefined],
];

for (const [given, meant] of MEANT) {
  Deno.test(`closestName() returns ${meant} for "${given}"`, () => assert.equal(closestName(given, NAMES), meant));
}

Deno.test("closestName() allows one letter in four, and one in a short name", () => {
  assert.equal(closestName("abcdefgh", ["abcdefgh__"]), "abcdefgh__");
  assert.equal(closestName("abcdefgh", ["abcdefgh___"]), undefined);
  assert.equal(closestName("ab", ["a"]), "a");
  assert.equal(closestName("ab", ["c"]), undefined);
});

Deno.test("closestName() returns the first of two that are as close, and none of none", () => {
  assert.equal(closestName("abcd", ["abce", "abcf"]), "abce");
  assert.equal(closestName("abcd", []), undefined);
});
