import assert from "node:assert/strict";
import { respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable, machineNode } from "./binaries.ts";
import { runMain } from "./run_main.ts";

const NODES = { "the machine's Node": machineNode, "the current Node": currentNode };

for (const [name, path] of Object.entries(NODES)) {
  Deno.test(`createFetch() returns clones that outlive a garbage collection, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using upstream = await scripted(respond("whole"));
    const texts = await runMain(binary, "clone_main.ts", upstream.url, { flags: ["--expose-gc"] });

    assert.deepEqual(texts, Array(10).fill("whole"));
  });
}
