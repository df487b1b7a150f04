import assert from "node:assert/strict";
import { join } from "node:path";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { currentNode, isAvailable, pinnedFolder } from "../runtimes/binaries.ts";

/** Whose types of the platform a program is written against, and how its template finds packages. */
const PLATFORMS = {
  "browsers'": { lib: ["esnext", "dom", "dom.iterable"], types: [], module: "nodenext" },
  "Node's": { lib: ["esnext"], types: ["node"], module: "node16" },
  "Bun's": { lib: ["esnext"], types: ["bun-types"], module: "preserve", moduleResolution: "bundler" },
  "Cloudflare's": { lib: ["esnext"], types: ["./worker.d.ts"], module: "es2022", moduleResolution: "bundler" },
};

/** The same program, as an ES module and as CommonJS. */
const CALLS = ["calls.mts", "calls.cts"];

const TYPESCRIPT_7 = join("node_modules", "typescript");
/** The oldest that the package's types are for. */
const TYPESCRIPT_5 = pinnedFolder("typescript", "5.7.3");

const SDKS = ["openai", "@anthropic-ai/sdk", "groq-sdk", "@google/genai", "@ai-sdk/openai", "ky", "hono"];

Deno.test("the npm package has types that fit those of each platform and each way to find them", async (t) => {
  const node = currentNode();
  if (!isAvailable(node)) return;
  const [calls, sdks, worker] = await Promise.all([sample("calls.ts"), sample("sdks.ts"), workerTypes(node)]);
  const files = { "calls.mts": calls, "calls.cts": calls, "sdks.mts": sdks, "worker.d.ts": worker };
  await using project = await installedLibrary(files, ["@types/node", "bun-types", ...SDKS]);

  for (const [platform, options] of Object.entries(PLATFORMS)) {
    await t.step(`${platform} types`, () => check(TYPESCRIPT_7, CALLS, options));
    // Some of these don't check by themselves, whatever the platform.
    const skipping = { ...options, skipLibCheck: true };
    await t.step(`${platform} types, in SDKs`, () => check(TYPESCRIPT_7, ["sdks.mts"], skipping));
  }
  await t.step("TypeScript 5.7", () => check(TYPESCRIPT_5, CALLS, PLATFORMS["browsers'"]));

  async function check(compiler: string, files: string[], options: object): Promise<void> {
    const config = JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files });
    await Deno.writeTextFile(join(project.path, "tsconfig.json"), config);
    const tsc = join(await Deno.realPath(compiler), "bin", "tsc");
    assert.equal(await runCommand(node ?? "", { args: [tsc, "-p", "."], cwd: project.path }), "");
  }
});

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: "es2022",
  skipLibCheck: false,
};

/** Returns the types of Cloudflare's runtime, as its tool makes them of the runtime itself. */
async function workerTypes(node: string): Promise<string> {
  const config = { name: "worker", main: "worker.js", compatibility_date: "2026-07-01" };
  await using folder = await temporaryFolder({ "wrangler.json": JSON.stringify(config), "worker.js": "" });
  const { path: cwd } = folder;
  const wrangler = await Deno.realPath(join("node_modules", "wrangler", "bin", "wrangler.js"));
  const env = { CI: "true", WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: cwd, XDG_CONFIG_HOME: cwd };
  await runCommand(node, { args: [wrangler, "types", "types.d.ts", "--include-env=false"], cwd, env });
  return await Deno.readTextFile(join(cwd, "types.d.ts"));
}

function sample(name: string): Promise<string> {
  return Deno.readTextFile(join(import.meta.dirname ?? "", "types", name));
}
