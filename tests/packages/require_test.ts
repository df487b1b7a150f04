import assert from "node:assert/strict";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { hang, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { bun, currentNode, isAvailable, machineNode, olderNode } from "../runtimes/binaries.ts";

interface Runtime {
  readonly name: string;
  readonly path: () => string | undefined | Promise<string | undefined>;
  readonly flags: readonly string[];
  /** Whether `require` and `import` give the same module. */
  readonly isOne: boolean;
}

const RUNTIMES: readonly Runtime[] = [
  { name: "Node 20", path: machineNode, flags: [], isOne: true },
  { name: "Node 20 before 20.19", path: machineNode, flags: ["--no-experimental-require-module"], isOne: false },
  { name: "Node 22", path: () => olderNode("22.23.5"), flags: [], isOne: true },
  { name: "Node 26", path: currentNode, flags: [], isOne: true },
  { name: "Bun", path: bun, flags: [], isOne: true },
  { name: "Deno", path: Deno.execPath, flags: ["run", "-A"], isOne: true },
];

const MAIN = `
  const { createFetch, events, TimeoutError } = require("@firstbyte/fetch");
  const { url } = JSON.parse(process.argv.at(-1));
  main();

  async function main() {
    const response = await createFetch({ ttfbTimeout: ({ attempt }) => attempt === 1 ? 200 : 20_000 })(url);
    const heard = [];
    for await (const { data } of events(response)) heard.push(data);
    const error = await createFetch({ ttfbTimeout: 1, retry: false, fetch: never })(url).catch((error) => error);
    const imported = await import("@firstbyte/fetch");
    const isOne = imported.TimeoutError === TimeoutError;
    console.log(JSON.stringify([heard, error instanceof TimeoutError, error.name, isOne]));
  }

  function never() {
    return new Promise(() => {});
  }
`;

for (const { name, path, flags, isOne } of RUNTIMES) {
  Deno.test(`the npm package works by require, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using upstream = await scripted(hang(), sse("hello"));
    await using project = await installedLibrary({ "package.json": '{ "private": true }', "main.cjs": MAIN });
    const args = [...flags, "main.cjs", JSON.stringify({ url: upstream.url })];
    const printed = await runCommand(binary, { args, cwd: project.path, env: { NO_COLOR: "1" } });

    assert.deepEqual(JSON.parse(printed), [["hello"], true, "TimeoutError", isOne]);
  });
}

for (const extension of ["mjs", "cjs"]) {
  Deno.test(`the npm package shows its own sources in a trace of Node, from main.${extension}`, async () => {
    const node = await machineNode();
    if (!isAvailable(node)) return;
    const main = `
      import("@firstbyte/fetch").then(({ createFetch }) => createFetch({ ttfbTimout: 1 })).catch(({ stack }) => console.log(stack));
    `;
    const required = main.replace('import("@firstbyte/fetch")', 'Promise.resolve(require("@firstbyte/fetch"))');
    await using project = await installedLibrary({ "main.mjs": main, "main.cjs": required });
    const args = ["--enable-source-maps", "--no-experimental-require-module", `main.${extension}`];
    const stack = await runCommand(node, { args, cwd: project.path });
    const [, line = ""] = /@firstbyte\/fetch\/src\/create_fetch\.ts:(\d+):\d+/.exec(stack) ?? [];

    const source = (await Deno.readTextFile("src/create_fetch.ts")).split("\n");
    assert.match(source[Number(line) - 1] ?? "", /resolveOptions\(options\)/, stack);
  });
}
