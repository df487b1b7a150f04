import assert from "node:assert/strict";
import { respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable, machineNode } from "./binaries.ts";
import { runMain } from "./run_main.ts";

const NODES = { "the machine's Node": machineNode, "the current Node": currentNode };

for (const [name, path] of Object.entries(NODES)) {
  Deno.test(`createFetch() leaves the platform its timing of a small answer, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using upstream = await scripted(respond("whole"));

    assert.equal(await runMain(binary, "resource_timing_main.ts", upstream.url), 3);
  });
}
