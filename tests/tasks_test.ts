import assert from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import { runCommand } from "./fixtures/run_command.ts";

const cwd = new URL("../", import.meta.url);

const PROXY = [
  "@hono/node-server",
  "@opentelemetry/api",
  "cockatiel",
  "debug",
  "eventsource-parser",
  "fastest-levenshtein",
  "hono",
  "ioredis",
  "prom-client",
];

/** What each task may install; what these packages depend on comes along. */
const PACKAGES = {
  build: [...PROXY, "esbuild"],
  demo: [...PROXY, "@types/asciichart", "asciichart", "cli-progress", "cli-table3", "esbuild"],
  pack: [...PROXY, "esbuild", "tar"],
  serve: PROXY,
};

for (const name of Object.keys(PACKAGES) as (keyof typeof PACKAGES)[]) {
  Deno.test(`deno task ${name} installs what it runs, and no package that only tests need`, async () => {
    const command = /^deno install (?:--quiet )?--entrypoint (.+?) && deno run (?:-\S+ )*(\S+)$/;
    const [, entrypoints = "", run] = command.exec(config.tasks[name].command) ?? [];
    const installed = await Promise.all(entrypoints.split(" ").map(packagesOf));

    assert.equal(entrypoints.split(" ")[0], run);
    assert.ok(installed.flat().length > 0);
    assert.deepEqual(installed.flat().filter((each) => !PACKAGES[name].includes(each)), []);
  });
}

/** Returns the packages that a module imports, and that those it imports do. */
async function packagesOf(entrypoint: string): Promise<string[]> {
  const output = await runCommand(Deno.execPath(), { args: ["info", "--json", entrypoint], cwd });
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(output);
  const names = modules.map(({ specifier }) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(specifier)?.[1]);
  return names.filter((name) => name !== undefined);
}
