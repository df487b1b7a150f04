import assert from "node:assert/strict";
import type { StreamJudge } from "../../mod.ts";
import { JudgedChunk } from "../../src/response/judged_chunk.ts";

/** A judge that notes what it's called with. */
function notingJudge() {
  const calls: string[] = [];
  const judge: StreamJudge = {
    push: () => (calls.push("push"), { kind: "content" }),
    skim: () => void calls.push("skim"),
    end: () => assert.fail("called"),
  };
  return { calls, judge };
}

const bytes = Uint8Array.of(1);

Deno.test("JudgedChunk is passed to the judge once", () => {
  const { calls, judge } = notingJudge();
  const chunk = new JudgedChunk(bytes, judge);
  assert.equal(chunk.bytes, bytes);
  assert.deepEqual(chunk.verdict(), { kind: "content" });
  assert.equal(chunk.verdict(), chunk.verdict());
  chunk.skim();
  assert.deepEqual(calls, ["push"]);
});

Deno.test("JudgedChunk is passed to the judge if its verdict isn't read", () => {
  const { calls, judge } = notingJudge();
  new JudgedChunk(bytes, judge).skim();
  assert.deepEqual(calls, ["skim"]);
});

Deno.test("JudgedChunk has no verdict if no format was recognized", () => {
  const chunk = new JudgedChunk(bytes, undefined);
  assert.equal(chunk.verdict(), undefined);
  chunk.skim();
});
