import assert from "node:assert/strict";
import { bun, currentNode, isAvailable, machineNode, olderNode } from "../runtimes/binaries.ts";
import { runMain } from "../runtimes/run_main.ts";

// Bun sweeps its idle connections every four seconds.
const RUNTIMES = [
  { name: "the machine's Node", path: machineNode, late: 1_500 },
  { name: "Node 22", path: () => olderNode("22.23.5"), late: 1_500 },
  { name: "Node 24", path: () => olderNode("24.22.3"), late: 1_500 },
  { name: "the current Node", path: currentNode, late: 1_500 },
  { name: "Bun", path: bun, late: 10_000 },
];

Deno.test("runtime lifts the limits of the platform if an attempt is more patient", async (t) => {
  await Promise.all(RUNTIMES.map(({ name, path, late }) => {
    return t.step({
      name,
      sanitizeOps: false,
      sanitizeResources: false,
      sanitizeExit: false,
      async fn() {
        const binary = await path();
        if (!isAvailable(binary)) return;
        await using server = serveLate(late);
        const env = { BUN_CONFIG_HTTP_IDLE_TIMEOUT: "1" };

        assert.deepEqual(await runMain(binary, "limits_main.ts", server.url, { env }), {
          "headers, plain": "limit",
          "headers, impatient": "limit",
          "headers, patient": "answer",
          "headers, unbounded": "answer",
          "body, plain": "limit",
          "body, impatient": "limit",
          "body, patient": "answer",
          "body, unbounded": "answer",
        });
      },
    });
  }));
});

/** Answers `/headers` with late headers, everything else with a late second chunk. */
function serveLate(milliseconds: number): { readonly url: string } & AsyncDisposable {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const later = (then: () => void) => timers.add(setTimeout(then, milliseconds));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async ({ url }) => {
    if (url.endsWith("/headers")) {
      await new Promise<void>(later);
      return new Response("answer");
    }
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("ans"));
          later(() => {
            try {
              controller.enqueue(new TextEncoder().encode("wer"));
              controller.close();
            } catch {
              // The client has left.
            }
          });
        },
      }),
    );
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer);
      await server.shutdown();
    },
  };
}
