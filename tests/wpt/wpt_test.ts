import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { bundle } from "../../tools/bundle.ts";
import { currentNode, isAvailable, machineNode } from "../runtimes/binaries.ts";
import type { WptFile, WptResults, WptRun } from "./wpt_run.ts";
import { serveWpt } from "./wpt_server.ts";

const FOLDERS = ["abort", "basic", "body", "credentials", "headers", "redirect", "request", "response"];
const RUNTIMES = [
  { name: "the machine's Node", path: machineNode, flags: [] },
  { name: "the current Node", path: currentNode, flags: [] },
  { name: "Deno", path: () => Deno.execPath(), flags: ["run", "-A"] },
];
// The path of a checkout of https://github.com/web-platform-tests/wpt.
const root = Deno.env.get("WPT");

for (const { name, path, flags } of RUNTIMES) {
  Deno.test(`createFetch() passes the Web Platform Tests that the platform passes, on ${name}`, async () => {
    if (!root) return console.log("Skipped: WPT names no checkout of the Web Platform Tests");
    const binary = await path();
    if (!isAvailable(binary)) return;
    await using server = await serveWpt(root);
    const run = { origin: server.origin, files: await findFiles(root) };
    const [platform, ours] = await Promise.all([false, true].map((isWrapped) => {
      return runWpt(binary, flags, { ...run, isWrapped });
    }));
    assert.ok(platform && ours);
    const passed = Object.keys(platform).filter((test) => platform[test] === "pass");
    console.log(`The platform passes ${passed.length} of ${Object.keys(platform).length} tests`);

    assert.ok(passed.length > 100);
    assert.deepEqual(passed.filter((test) => ours[test] !== "pass").map((test) => `${test}: ${ours[test]}`), []);
  });
}

async function runWpt(binary: string, flags: readonly string[], run: WptRun): Promise<WptResults> {
  const { code } = await bundle('import "./tests/wpt/wpt_main.ts";', "main.js");
  await using folder = await temporaryFolder({ "main.mjs": code });
  const args = [...flags, join(folder.path, "main.mjs"), JSON.stringify(run)];
  const { stdout, stderr } = await new Deno.Command(binary, { args, signal: AbortSignal.timeout(300_000) }).output();
  const text = new TextDecoder().decode(stdout);
  try {
    return JSON.parse(text.slice(text.lastIndexOf("\n{") + 1));
  } catch {
    throw new Error(`Cannot run the tests: ${text.slice(-500)}${new TextDecoder().decode(stderr).slice(-2_000)}`);
  }
}

/** Finds the tests that need neither a window nor HTTP/2 or TLS. */
async function findFiles(root: string): Promise<WptFile[]> {
  const files: WptFile[] = [];
  for (const folder of FOLDERS) {
    for await (const { name } of Deno.readDir(join(root, "fetch", "api", folder))) {
      if (!/[.-]any\.js$/.test(name) || /\.(h2|https)\./.test(name)) continue;
      const path = `/fetch/api/${folder}/${name}`;
      const text = await Deno.readTextFile(join(root, path));
      const scripts = [...text.matchAll(/^\/\/ META: script=(.*)$/gm)].map(([, script = ""]) => script.trim());
      files.push({ path, scripts });
    }
  }
  return files.sort((one, other) => one.path < other.path ? -1 : 1);
}
