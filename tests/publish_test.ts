import assert from "node:assert/strict";
import { runCommand } from "./fixtures/run_command.ts";
import { temporaryFolder } from "./fixtures/temporary_folder.ts";

const cwd = new URL("../", import.meta.url);
const WEB = ["check", "--config", "tools/web.json"];

Deno.test("deno publish takes the package, with no slow types", async () => {
  await runCommand(Deno.execPath(), { args: ["publish", "--dry-run", "--allow-dirty"], cwd });
});

Deno.test("mod.ts documents all that it exports", async () => {
  await runCommand(Deno.execPath(), { args: ["doc", "--lint", "mod.ts"], cwd });
});

Deno.test("mod.ts needs the types of web standards only", async () => {
  await runCommand(Deno.execPath(), { args: [...WEB, "mod.ts"], cwd });
});

Deno.test("the check for web standards only finds a runtime's own types", async () => {
  await using folder = await temporaryFolder({ "deno.ts": "export const version: unknown = Deno.version;" });
  const check = runCommand(Deno.execPath(), { args: [...WEB, `${folder.path}/deno.ts`], cwd });

  await assert.rejects(check, /Cannot find name 'Deno'/);
});
