import assert from "node:assert/strict";
import { join } from "node:path";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { hang, sse } from "../fixtures/scripts.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable } from "../runtimes/binaries.ts";
import type { Bundler } from "./bundle_main.ts";
import { runBundler } from "./run_bundler.ts";

/** What is in a bundle only where it was imported, by a part of its path. */
const OPTIONAL = [
  "eventsource-parser",
  "src/hedge/",
  "src/cutoff/learned_cutoff",
  "src/cutoff/llm_cutoff",
  "src/formats/",
  "src/resume/",
];

interface Entry {
  readonly imports: string;
  readonly options: string;
  /** Which of {@linkcode OPTIONAL} is in. */
  readonly holds: readonly string[];
}

const ENTRIES: readonly Entry[] = [
  { imports: "createFetch", options: "", holds: [] },
  { imports: "createFetch, hedge", options: "hedge: hedge({ after: 5_000 })", holds: ["src/hedge/"] },
  { imports: "createFetch, event", options: "firstByteOn: event()", holds: ["eventsource-parser"] },
  {
    imports: "createFetch, learnedCutoff",
    options: "ttfbTimeout: learnedCutoff({ min: 200, max: 200 })",
    holds: ["src/cutoff/learned_cutoff"],
  },
  {
    imports: "createFetch, llm",
    options: "...llm(), retry: { minDelay: 0 }",
    holds: ["eventsource-parser", "src/formats/"],
  },
];

const BUNDLERS: readonly Bundler[] = ["esbuild", "rollup", "rollup, IIFE", "vite", "webpack"];

Deno.test("a bundle holds only what it imports, in one file that runs", async (t) => {
  const node = currentNode();
  if (!isAvailable(node)) return;
  const files = ENTRIES.map((entry, index) => [`${index}.js`, program(entry)]);
  await using project = await installedLibrary(Object.fromEntries(files));
  const paths = files.map(([name = ""]) => join(project.path, name));

  for (const bundler of BUNDLERS) {
    await t.step(`by ${bundler}`, async () => {
      const bundles = await runBundler(bundler, paths);
      const held = bundles.map(({ modules }) => OPTIONAL.filter((part) => modules.some((path) => path.includes(part))));
      const printed = await Promise.all(bundles.map(({ code }) => run(node, code)));

      assert.deepEqual(held, ENTRIES.map(({ holds }) => holds));
      assert.deepEqual(printed, ENTRIES.map(() => "data: hello\n\n\n"));
    });
  }
});

/** Makes a module whose call is answered at its second attempt. */
function program({ imports, options }: Entry): string {
  return `
    import { ${imports} } from "@firstbyte/fetch";
    const fetch = createFetch({ ttfbTimeout: 200, ${options} });
    fetch(globalThis.process.argv[2]).then((response) => response.text()).then((text) => console.log(text));
  `;
}

/** Runs a bundle, alone in its folder, on Node, and returns what it prints. */
async function run(node: string, code: string): Promise<string> {
  await using upstream = await scripted(hang(), sse("hello"));
  await using folder = await temporaryFolder({ "bundle.mjs": code });
  return await runCommand(node, { args: [join(folder.path, "bundle.mjs"), upstream.url] });
}
