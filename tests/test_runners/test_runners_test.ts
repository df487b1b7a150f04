import assert from "node:assert/strict";
import { join } from "node:path";
import { MarkdownPage } from "../docs/markdown_page.ts";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { hang, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable, olderNode } from "../runtimes/binaries.ts";

interface Runner {
  readonly name: string;
  readonly main: string;
  readonly packages: readonly string[];
  readonly args: readonly string[];
}

const RUNNERS: readonly Runner[] = [
  { name: "node:test", main: "node_main.js", packages: [], args: ["--test", "main.test.js"] },
  {
    name: "Vitest",
    main: "vitest_main.js",
    packages: ["vitest"],
    args: ["node_modules/vitest/vitest.mjs", "run", "--root", "."],
  },
  {
    name: "Jest",
    main: "jest_main.js",
    packages: ["jest"],
    args: [
      "--experimental-vm-modules",
      "node_modules/jest/bin/jest.js",
      "--rootDir",
      ".",
      "--config",
      '{"transform":{}}',
    ],
  },
];

for (const { name, main, packages, args } of RUNNERS) {
  Deno.test(`createFetch() retries by the fake clock of ${name}, from the first call on`, async () => {
    const node = currentNode();
    if (!isAvailable(node)) return;
    const files = { "call.js": await read("call.js"), "main.test.js": await read(main) };
    await using project = await installedLibrary(files, packages);

    // A run that executes no test fails in each of them.
    await runCommand(node, { args: [...args], cwd: project.path, env: { NO_COLOR: "1", CI: "true" } });
  });
}

Deno.test("createFetch() retries in a CommonJS test, by Jest as it comes", async () => {
  const node = currentNode();
  if (!isAvailable(node)) return;
  await using upstream = await scripted(hang(), respond("hello"));
  const files = { "package.json": '{ "private": true }', "main.test.js": await read("jest_commonjs_main.js") };
  await using project = await installedLibrary(files, ["jest"]);
  const env = { NO_COLOR: "1", CI: "true", UPSTREAM_URL: upstream.url };

  await runCommand(node, { args: ["node_modules/jest/bin/jest.js", "--rootDir", "."], cwd: project.path, env });
});

const { blocks } = await MarkdownPage.read("docs/testing.md");

for (const { name, packages, args } of RUNNERS) {
  Deno.test(`docs/testing.md shows a test that ${name} runs`, async () => {
    const node = currentNode();
    if (!isAvailable(node)) return;
    const shown = blocks.filter(({ attributes: [runner = ""] }) => name.toLowerCase().startsWith(runner || "-"));
    assert.equal(shown.length, 1);
    await using project = await installedLibrary({ "main.test.js": shown[0]?.code ?? "" }, packages);

    await runCommand(node, { args: [...args], cwd: project.path, env: { NO_COLOR: "1", CI: "true" } });
  });
}

for (const name of ["msw", "nock"]) {
  for (const [version, node] of Object.entries({ "Node 22": olderNode("22.23.5"), "Node 26": currentNode() })) {
    Deno.test(`docs/testing.md shows a test with ${name} that ${version} runs`, async () => {
      if (!isAvailable(node)) return;
      const shown = blocks.filter(({ attributes }) => attributes.includes(name));
      assert.equal(shown.length, 1);
      await using project = await installedLibrary({ "main.test.js": shown[0]?.code ?? "" }, [name]);

      await runCommand(node, { args: ["--test", "main.test.js"], cwd: project.path, env: { NO_COLOR: "1" } });
    });
  }
}

function read(name: string): Promise<string> {
  return Deno.readTextFile(join(import.meta.dirname ?? "", name));
}
