import assert from "node:assert/strict";
import { mutations } from "./mutations.ts";

Deno.test("mutations() changes one thing on one line at a time", () => {
  const source = "function f(a: number) {\n  if (a === 1) return true;\n  stop(a);\n  return a < 2 && g(a);\n}\n";
  const found = mutations(source).map(({ line, operator, after }) => [line, operator, after]);

  assert.deepEqual(found, [
    [2, "=== to !==", "if (a !== 1) return true;"],
    [2, "true to false", "if (a === 1) return false;"],
    [2, "number plus one", "if (a === 1 + 1) return true;"],
    [2, "condition dropped", ""],
    [3, "statement dropped", ""],
    [4, "< to <=", "return a <= 2 && g(a);"],
    [4, "&& to ||", "return a < 2 || g(a);"],
    [4, "number plus one", "return a < 2 + 1 && g(a);"],
  ]);
  assert.equal(mutations(source)[4]?.text, source.replace("  stop(a);", ""));
});

Deno.test("mutations() leaves types, comments and imports alone", () => {
  const source = [
    'import { a } from "./a.ts";',
    "// 1 === 2",
    "interface A {",
    "  b: 1;",
    "}",
    "type C =",
    "  | false",
    "  | true;",
  ].join("\n");

  assert.deepEqual(mutations(source), []);
});

Deno.test("mutations() makes only changes that can be parsed", () => {
  const source = "function f(a) {\n  return a &&\n    g(a);\n}\nconst b = a ?? c ?? d;\nconst e = { 5: a };\n";
  assert.deepEqual(mutations(source).map(({ line, operator }) => [line, operator]), []);
});

Deno.test("mutations() changes no class of a regular expression", () => {
  assert.deepEqual(mutations("const family = /phi-?[123]/;\n"), []);
});
