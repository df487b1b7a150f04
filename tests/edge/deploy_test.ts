import assert from "node:assert/strict";
import { runCommand } from "../fixtures/run_command.ts";

Deno.test("deno task deploy hands wrangler what it can deploy", async () => {
  const output = await runCommand(Deno.execPath(), {
    args: ["task", "deploy", "--dry-run"],
    env: { WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" },
  });

  // One module alone: the bundle imports nothing.
  assert.doesNotMatch(output, /Attaching additional modules|WARNING|ERROR/);
  assert.match(output, /env\.UPSTREAMS .*Environment Variable/);
  assert.match(output, /--dry-run: exiting now/);
});
