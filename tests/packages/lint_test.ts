import assert from "node:assert/strict";
import { join } from "node:path";
import { packProxy } from "../../tools/pack_proxy.ts";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { currentNode } from "../runtimes/binaries.ts";

Deno.test("publint finds nothing wrong with the npm package @firstbyte/fetch", async () => {
  await using project = await installedLibrary({});

  assert.match(await lint(join(project.path, "package.tgz")), /All good/);
});

Deno.test("publint finds nothing wrong with the npm package @firstbyte/proxy", async () => {
  await using folder = await temporaryFolder();
  const tarball = join(folder.path, "package.tgz");
  await packProxy(tarball);

  assert.match(await lint(tarball), /All good/);
});

Deno.test("attw finds types for each way to resolve the npm package, and none that lie", async () => {
  await using project = await installedLibrary({});
  const printed = await run("@arethetypeswrong/cli/dist/index.js", "package.tgz", ["--format", "json"], project.path);
  const { analysis } = JSON.parse(printed);

  assert.deepEqual(analysis.problems, []);
  assert.deepEqual(Object.keys(analysis.entrypoints["."].resolutions), [
    "node10",
    "node16-cjs",
    "node16-esm",
    "bundler",
  ]);
});

function lint(tarball: string): Promise<string> {
  return run("publint/src/cli.js", tarball, ["--strict"]);
}

async function run(command: string, tarball: string, flags: readonly string[], cwd?: string): Promise<string> {
  return await runCommand(currentNode() ?? "node", {
    args: [await Deno.realPath(join("node_modules", command)), tarball, ...flags],
    cwd,
  });
}
