import assert from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import { runCommand } from "./fixtures/run_command.ts";

const cwd = new URL("../", import.meta.url);

/** What each task may install; what these packages depend on comes along. */
const PACKAGES = {
  build: ["cockatiel", "esbuild", "eventsource-parser", "hono"],
  demo: [
    "@types/asciichart",
    "asciichart",
    "cli-progress",
    "cli-table3",
    "cockatiel",
    "esbuild",
    "eventsource-parser",
    "hono",
  ],
  pack: ["tar"],
  serve: ["cockatiel", "eventsource-parser", "hono"],
};

for (const [name, packages] of Object.entries(PACKAGES)) {
  Deno.test(`deno task ${name} installs no package that only tests need`, async () => {
    const { command } = config.tasks[name as keyof typeof PACKAGES];
    const [, entrypoints = ""] = /^deno install (?:--quiet )?--entrypoint (.*?) && deno run /.exec(command) ?? [];
    const installed = await Promise.all(entrypoints.split(" ").map(packagesOf));

    assert.deepEqual([...new Set(installed.flat())].sort(), packages);
  });
}

for (const name of ["demo", "build", "pack", "serve"] as const) {
  Deno.test(`deno task ${name} installs what it runs`, () => {
    const [, installed, run] = /--entrypoint (\S+).* && deno run (?:-\S+ )*(\S+)$/.exec(config.tasks[name].command) ??
      [];
    assert.equal(installed, run);
  });
}

/** Returns the packages that a module imports, and that those it imports do. */
async function packagesOf(entrypoint: string): Promise<string[]> {
  const output = await runCommand(Deno.execPath(), { args: ["info", "--json", entrypoint], cwd });
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(output);
  const names = modules.map(({ specifier }) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(specifier)?.[1]);
  return names.filter((name) => name !== undefined);
}
