import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";
import { openaiChat } from "../fixtures/llm.ts";
import { respond, trickle } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { workerd } from "../fixtures/workerd.ts";

Deno.test("examples/worker.ts streams an answer on workerd, and hands out a refusal", async () => {
  const example = await Deno.readTextFile(new URL("../../examples/worker.ts", import.meta.url));
  // As wrangler's bundler would find the package.
  const { code } = await bundle(example.replace('"@firstbyte/fetch"', '"./mod.ts"'), "worker.js");
  await using upstream = await scripted(trickle(openaiChat(["Hello", ", world"]), 0), respond("busy", { status: 401 }));
  const bindings = { OPENAI_API_KEY: "key", OPENAI_BASE_URL: `${upstream.url}/v1` };
  await using worker = await workerd({ script: code, bindings, compatibilityFlags: ["enable_request_signal"] });

  const answer = await fetch(worker.url, { method: "POST", body: "Hi" });
  assert.deepEqual([answer.status, await answer.text()], [200, "Hello, world"]);

  const refusal = await fetch(worker.url, { method: "POST", body: "Hi" });
  assert.deepEqual([refusal.status, await refusal.text()], [401, "busy"]);
  assert.equal(upstream.requests[0]?.headers.get("authorization"), "Bearer key");
});
