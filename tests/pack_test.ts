import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { extract } from "tar";
import { pack } from "../tools/pack.ts";
import { measureSize } from "../tools/size.ts";
import { findOnPath, machinePath } from "./fixtures/find_on_path.ts";
import { installedLibrary } from "./fixtures/installed_library.ts";
import { runCommand } from "./fixtures/run_command.ts";
import { hang, sse } from "./fixtures/scripts.ts";
import { type TemporaryFolder, temporaryFolder } from "./fixtures/temporary_folder.ts";
import { scripted } from "./fixtures/upstream.ts";

const ROOT = new URL("../", import.meta.url);

Deno.test("the npm package serves an empty Node project", async () => {
  await using upstream = await scripted(hang(), sse("hello"));
  await using project = await installed({
    "main.js": `
      import { createFetch, events, TimeoutError, timingOf } from "@firstbyte/fetch";
      const fetch = createFetch({ ttfbTimeout: ({ attempt }) => attempt === 1 ? 100 : 20_000 });
      const response = await fetch("${upstream.url}");
      for await (const { data } of events(response)) console.log(data);
      console.log(timingOf(response).attempts.length, new TimeoutError({ phase: "ttfb", cutoff: 1 }) instanceof Error);
    `,
  });

  assert.equal(await runMachine(project, "node", "main.js"), "hello\n2 true\n");
  const { dependencies } = JSON.parse(await Deno.readTextFile(join(library(project), "package.json")));
  assert.deepEqual(Object.keys(dependencies), ["eventsource-parser"]);
});

Deno.test("the npm package names no path of the machine that packed it, and is the same each time", async () => {
  await using project = await installedLibrary({});
  const map = await Deno.readTextFile(join(library(project), "src", "call", "call.js.map"));
  assert.deepEqual(JSON.parse(map).sources, ["call.ts"]);

  const again = join(project.path, "again.tgz");
  await pack(again);
  assert.deepEqual(await Deno.readFile(again), await Deno.readFile(join(project.path, "package.tgz")));
});

Deno.test("the npm package keeps each module's source map in a file, with the source", async () => {
  await using project = await installedLibrary({});
  const files = await readdir(library(project), { recursive: true });
  const modules = files.filter((each) => each.endsWith(".js"));
  assert.ok(modules.length > 100, `${modules.length}`);

  for (const module of modules) {
    const code = await Deno.readTextFile(join(library(project), module));
    const map = JSON.parse(await Deno.readTextFile(join(library(project), `${module}.map`)));
    assert.match(code, new RegExp(`\n//# sourceMappingURL=${basename(module)}\\.map\\n?$`));
    // A module of types alone has no sources left.
    assert.equal(map.sourcesContent?.length ?? 0, map.sources.length);
  }
});

Deno.test("the npm package has what npm shows of it", async () => {
  await using project = await installedLibrary({});
  const { description, keywords, license, engines, sideEffects } = JSON.parse(
    await Deno.readTextFile(join(library(project), "package.json")),
  );

  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  assert.ok(readme.replaceAll("`", "").includes(`\n${description}.\n`), description);
  assert.ok(keywords.length > 5);
  assert.deepEqual({ license, engines, sideEffects }, {
    license: "MIT",
    engines: { node: ">=20" },
    sideEffects: false,
  });
});

Deno.test("the npm package has a README of its own, whose links lead somewhere", async () => {
  await using project = await installedLibrary({});
  const readme = await Deno.readTextFile(join(library(project), "README.md"));

  assert.match(readme, /^# @firstbyte\/fetch\n\n.+\n\n```sh\nnpm install @firstbyte\/fetch\n```\n/);
  assert.match(readme, /\n## When it fails\n/);
  assert.doesNotMatch(readme, /deno task pack|in a clone|\bignore\b|<!--/i);
  assert.deepEqual(readme.match(/\]\((?!https:)[^)]*\)/g), null);
});

Deno.test("the npm package names the repository that it comes from, if that's known", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "package.tgz");
  await pack(file, "https://example.com/first/byte");
  await extract({ file, cwd: folder.path });

  const manifest = JSON.parse(await Deno.readTextFile(join(folder.path, "package", "package.json")));
  assert.deepEqual(manifest.repository, { type: "git", url: "git+https://example.com/first/byte.git" });
  const readme = await Deno.readTextFile(join(folder.path, "package", "README.md"));
  assert.ok(readme.includes(`(https://example.com/first/byte/blob/v${manifest.version}/docs/options.md)`), readme);
});

Deno.test("the npm package gives a bundler createFetch alone, as small as README says", async () => {
  await using project = await installedLibrary({});
  const { gzipped } = await measureSize("package", 'export { createFetch } from "@firstbyte/fetch"', project.path);

  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  assert.ok(readme.includes(`alone is ${(gzipped / 1_000).toFixed(1)} kB, minified and gzipped`), `${gzipped} bytes`);
});

/** Makes a project, and has npm install the package in it. */
async function installed(files: Record<string, string>): Promise<TemporaryFolder> {
  const folder = await temporaryFolder({ "package.json": '{ "private": true, "type": "module" }', ...files });
  const tarball = join(folder.path, "package.tgz");
  await pack(tarball);
  await runMachine(folder, "npm", "install", "--no-audit", "--no-fund", tarball);
  return folder;
}

function library(project: TemporaryFolder): string {
  return join(project.path, "node_modules", "@firstbyte", "fetch");
}

/** Runs the machine's own Node or npm in a project, out of reach of those that may have started these tests. */
async function runMachine(project: TemporaryFolder, command: string, ...args: string[]): Promise<string> {
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("npm_"));
  const env = { ...Object.fromEntries(inherited), PATH: machinePath() };
  return await runCommand(await findOnPath(command) ?? command, { args, cwd: project.path, env, clearEnv: true });
}
