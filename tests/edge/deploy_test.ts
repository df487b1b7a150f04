import assert from "node:assert/strict";
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { temporaryFolder } from "../fixtures/temporary_folder.ts";

Deno.test("deno task deploy makes a bundle that wrangler accepts", async () => {
  const output = await dryRun(["task", "deploy"]);

  // One module alone: the bundle imports nothing.
  assert.doesNotMatch(output, /Attaching additional modules|WARNING|ERROR/);
  assert.match(output, /env\.UPSTREAMS .*Environment Variable/);
  assert.doesNotMatch(output, /Durable Object|Analytics Engine/);
  assert.ok(
    config.tasks.deploy.command.includes(config.imports.wrangler),
    "The task and the imports pin different wranglers",
  );
});

Deno.test("edge/wrangler.jsonc has comments that wrangler accepts for shared state and analytics", async () => {
  const text = await Deno.readTextFile("edge/wrangler.jsonc");
  await using folder = await temporaryFolder({
    "wrangler.jsonc": text.replaceAll(/^( *)\/\/ (?=")/gm, "$1").replace("../dist", join(Deno.cwd(), "dist")),
  });

  const output = await dryRun([
    "run",
    "-A",
    config.imports.wrangler,
    "deploy",
    "--config",
    join(folder.path, "wrangler.jsonc"),
  ]);

  assert.doesNotMatch(output, /WARNING|ERROR/);
  assert.match(output, /env\.SHARED_STATE \(SharedState\) .*Durable Object/);
  assert.match(output, /env\.ANALYTICS \(firstbyte\) .*Analytics Engine/);
});

/** Returns all that wrangler says: what it warns of goes to its standard error. */
async function dryRun(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, "--dry-run"],
    env: { WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(120_000),
  }).output();
  const output = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  assert.ok(success && output.includes("--dry-run: exiting now"), output);
  return output;
}
