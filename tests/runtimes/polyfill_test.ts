import assert from "node:assert/strict";
import { currentNode, isAvailable } from "./binaries.ts";
import { runMain } from "./run_main.ts";

Deno.test("createFetch() steps aside if the platform is made of polyfills, as in React Native", async () => {
  const binary = currentNode();
  if (!isAvailable(binary)) return;

  assert.deepEqual(await runMain(binary, "polyfill_main.ts", null), {
    isSame: true,
    text: "answer",
    calls: 1,
    input: "http://upstream.test/",
    init: ["method", "body", "signal"],
    isCallersSignal: true,
  });
});
