import assert from "node:assert/strict";
import { currentNode, isAvailable, machineNode } from "./binaries.ts";
import { runMain } from "./run_main.ts";

const NODES = { "the machine's Node": machineNode, "the current Node": currentNode };
// As MSW 2 has them.
const INTERCEPTORS = ["ClientRequest", "fetch"].map((name) => import.meta.resolve(`@mswjs/interceptors/${name}`));

for (const [name, path] of Object.entries(NODES)) {
  Deno.test(`createFetch() reads what MSW answers that was there before it, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;

    const seen = await runMain(binary, "interceptor_main.ts", INTERCEPTORS);

    assert.deepEqual(seen, ["https://upstream.example/path", "application/json", { a: 1 }, '{"a":1}']);
  });
}
