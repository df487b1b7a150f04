import assert from "node:assert/strict";
import { proxyFile } from "../edge/fixtures/proxy_file.ts";
import { servedBy } from "../edge/fixtures/served_proxy.ts";
import { sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { isAvailable, machineNode } from "../runtimes/binaries.ts";

const EXAMPLE = new URL("../../examples/proxy_cluster.mjs", import.meta.url).pathname;

Deno.test("examples/proxy_cluster.mjs serves with several processes, replaces one that crashes, and ends with them", async () => {
  const node = await machineNode();
  if (!isAvailable(node)) return;
  await using upstream = await scripted(sse("1"));
  await using file = await proxyFile();
  await using proxy = await servedBy([node, EXAMPLE, file.path, "2"], { UPSTREAM_URL: upstream.url });
  const listening = () => proxy.errors.filter((line) => line === `Listening on ${proxy.url}`).length;
  await eventually(() => listening() === 2);

  const [crashed] = await childrenOf(proxy.pid);
  Deno.kill(Number(crashed), "SIGKILL");
  await eventually(() => listening() === 3);
  const response = await fetch(`${proxy.url}/a`);
  assert.equal(await response.text(), "data: 1\n\n");
  proxy.signal("SIGTERM");

  assert.equal(await proxy.exited, 0);
});

async function childrenOf(pid: number): Promise<string[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter(Boolean);
}

async function eventually(isSo: () => boolean): Promise<void> {
  const until = performance.now() + 30_000;
  while (!isSo()) {
    assert.ok(performance.now() < until, "It never was so");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
