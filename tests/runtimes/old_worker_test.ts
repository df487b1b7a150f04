import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";
import { hang, respond, stall } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import { workerd } from "../fixtures/workerd.ts";

// Workers with an earlier compatibility date than 2025-05-05 have no WeakRef.
Deno.test("createFetch() does without WeakRef, in Workers with an old compatibility date", async (t) => {
  const { code } = await bundle('export { default } from "./tests/runtimes/old_worker_main.ts";', "worker.js");
  await using worker = await workerd({ script: code, compatibilityDate: "2024-09-23" });
  const run = async (scripts: Script[], query = "") => {
    await using upstream = await scripted(...scripts);
    const response = await fetch(`${worker.url}/?url=${encodeURIComponent(upstream.url)}${query}`);
    return { ...await response.json(), requests: upstream.requests.length };
  };

  await t.step("answers", async () => {
    assert.deepEqual(await run([respond("answer")]), { weakRef: "undefined", text: "answer", error: "", requests: 1 });
  });
  await t.step("retries", async () => {
    const { text, requests } = await run([hang(), respond("answer")]);

    assert.deepEqual({ text, requests }, { text: "answer", requests: 2 });
  });
  await t.step("ends what falls silent", async () => {
    const { text, error } = await run([stall(["one"])]);

    assert.equal(text, "one");
    assert.match(error, /TimeoutError/);
  });
  await t.step("obeys the caller's signal", async () => {
    assert.match((await run([stall(["one"])], "&abort")).error, /left/);
  });
});
