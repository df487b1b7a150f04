import assert from "node:assert/strict";
import { certificate } from "../fixtures/certificate.ts";
import { dyingUpstream } from "../fixtures/dying_upstream.ts";
import { hang, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable, machineNode } from "./binaries.ts";
import type { NodeAgentRequest } from "./node_agent_request.ts";
import { runMain } from "./run_main.ts";

const NODES = { "the machine's Node": machineNode, "the current Node": currentNode };
const RECOVERED = { outcomes: ["ttfb", "response"], text: "data: answer\n\n" };

for (const [name, path] of Object.entries(NODES)) {
  for (
    const agent of [
      "Node's own",
      "of another kind",
      "composed with interceptors",
      "beside a fetch of the caller's",
    ] as const
  ) {
    const own = agent === "Node's own";
    const behaviour = own ? "closes the agent of a re-fetch once it answers" : `makes no agent ${agent}`;
    Deno.test(`createFetch() ${behaviour}, on ${name}`, async () => {
      const binary = await path();
      if (!isAvailable(binary)) return;
      await using upstream = await scripted(hang(), sse("answer"));
      const result = refetch(binary, { url: upstream.url, agent });
      await upstream.received(2);
      const answeredAt = performance.now();
      await upstream.requests[1]?.closed;
      const open = performance.now() - answeredAt;

      assert.deepEqual(await result, { ...RECOVERED, dispatched: /another|composed/.test(agent) ? 2 : 0 });
      // The process stays for two seconds, and with it what is in the platform's pool.
      assert.equal(open < 1_500, own);
    });
  }

  Deno.test(`createFetch() makes no agent if the global one has a factory, whose pools may be shared, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using upstream = await scripted(hang(), sse("answer"));

    assert.deepEqual(await refetch(binary, { url: upstream.url, agent: "with a factory" }), {
      ...RECOVERED,
      dispatched: 1,
    });
  });

  Deno.test(`createFetch() makes an agent with the options of the global one, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    const { cert, key } = await certificate();
    await using upstream = await dyingUpstream({ cert, key });
    const { url } = upstream;
    const result = Object(await refetch(binary, { url, before: `${url}/die`, agent: "with options", ca: cert }));
    // No other agent trusts this certificate.
    assert.deepEqual([result.outcomes, result.text], [RECOVERED.outcomes, "answer"]);
  });
}

function refetch(binary: string, request: NodeAgentRequest): Promise<unknown> {
  return runMain(binary, "node_agent_main.ts", request);
}
