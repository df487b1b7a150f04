import assert from "node:assert/strict";
import { saysSomething } from "../../src/formats/messages/says_something.ts";

/** Nests a value so many objects and arrays deep. */
function nested(value: unknown, levels: number): unknown {
  return levels === 0 ? value : levels % 2 ? [nested(value, levels - 1)] : { a: nested(value, levels - 1) };
}

Deno.test("saysSomething() finds a text in a value that isn't a label", () => {
  for (const value of ["a", { a: "b" }, [[], "a"], nested("a", 15)]) assert.equal(saysSomething(value), true);
  for (
    const value of [null, undefined, 5, true, "", [], {}, { type: "a", role: "b", c: null, d: [""] }, nested("", 15)]
  ) {
    assert.equal(saysSomething(value), false, JSON.stringify(value));
  }
});

Deno.test("saysSomething() skips further labels at the top only", () => {
  assert.equal(saysSomething({ id: "a" }, ["id"]), false);
  assert.equal(saysSomething({ b: { id: "a" } }, ["id"]), true);
});

Deno.test("saysSomething() takes a value that is nested too deep for content", () => {
  assert.equal(saysSomething(nested({}, 16)), true);
});
