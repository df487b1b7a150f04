import assert from "node:assert/strict";
import { join } from "node:path";
import { slowServer } from "../clients/slow_mcp_server.ts";
import { apiUpstream } from "../docs/api_upstream.ts";
import { KEYS, PRELOAD } from "../docs/sample_folder.ts";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { currentNode, isAvailable } from "../runtimes/binaries.ts";

/** Runs an example on Node as it stands, with the npm package. */
async function run(node: string, name: string, packages: string[], args: string[], env: Record<string, string>) {
  const code = await Deno.readTextFile(new URL(`../../examples/${name}`, import.meta.url));
  await using project = await installedLibrary({ [name]: code }, packages);
  const flags = env.UPSTREAM ? ["--import", PRELOAD] : [];
  return await runCommand(node, { args: [...flags, join(project.path, name), ...args], cwd: project.path, env });
}

Deno.test("examples/openai_on_node.ts prints an answer", async () => {
  const node = currentNode();
  if (!isAvailable(node)) return;
  await using upstream = await apiUpstream();

  const answer = await run(node, "openai_on_node.ts", ["openai"], ["Hi"], { ...KEYS, UPSTREAM: upstream.url });

  assert.equal(answer, "Hello, world");
});

Deno.test("examples/mcp_client.mjs calls a tool of a real server, once", async () => {
  const node = currentNode();
  if (!isAvailable(node)) return;
  await using server = await slowServer();

  const answer = await run(node, "mcp_client.mjs", ["@modelcontextprotocol/sdk"], [server.url.href, "order"], {});

  assert.equal(answer, 'order: Orders\n[{"type":"text","text":"ordered"}]\n');
  assert.equal(server.runs, 1);
});
