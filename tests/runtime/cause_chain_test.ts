import assert from "node:assert/strict";
import { causeChain } from "../../src/runtime/cause_chain.ts";

Deno.test("causeChain() returns an error and its causes, each once", () => {
  const inner = new Error("inner");
  const outer = new Error("outer", { cause: inner });
  assert.deepEqual(causeChain(outer), [outer, inner]);
  inner.cause = outer;
  assert.deepEqual(causeChain(outer), [outer, inner]);
});

Deno.test("causeChain() returns objects only", () => {
  const error = new Error("caused by a text", { cause: "text" });
  assert.deepEqual(causeChain(error), [error]);
  for (const thrown of ["text", null, undefined, 5]) assert.deepEqual(causeChain(thrown), []);
});
