import assert from "node:assert/strict";
import { join } from "node:path";
import { extract } from "tar";
import { pack } from "../tools/pack.ts";
import { measureSize } from "../tools/size.ts";
import { findOnPath, machinePath } from "./fixtures/find_on_path.ts";
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
  const { dependencies } = JSON.parse(await Deno.readTextFile(packageFile(project)));
  assert.deepEqual(Object.keys(dependencies), ["eventsource-parser"]);
});

Deno.test("the npm package names no path of the machine that packed it, and is the same each time", async () => {
  await using project = await installed({});
  const call = await Deno.readTextFile(join(packageFile(project), "..", "src", "call", "call.js"));
  const [, map = ""] = /base64,(\S+)/.exec(call) ?? [];
  assert.deepEqual(JSON.parse(atob(map)).sources, ["call.ts"]);

  const again = join(project.path, "again.tgz");
  await pack(again);
  assert.deepEqual(await Deno.readFile(again), await Deno.readFile(join(project.path, "package.tgz")));
});

Deno.test("the npm package names the repository that it comes from, where that is known", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "package.tgz");
  await pack(file, "https://example.com/first/byte");
  await extract({ file, cwd: folder.path });

  const manifest = JSON.parse(await Deno.readTextFile(join(folder.path, "package", "package.json")));
  assert.deepEqual(manifest.repository, { type: "git", url: "git+https://example.com/first/byte.git" });
});

Deno.test("the npm package gives a bundler createFetch alone, as small as README says", async () => {
  await using project = await installed({});
  const { gzipped } = await measureSize("package", 'export { createFetch } from "@firstbyte/fetch"', project.path);

  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  assert.ok(readme.includes(`alone is ${(gzipped / 1_000).toFixed(1)} kB, minified and gzipped`), `${gzipped} bytes`);
});

Deno.test("the npm package serves an empty TypeScript project, for browsers and for Node", async (t) => {
  const strict = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, module: "nodenext", target: "esnext" };
  await using project = await installed(
    {
      "main.ts": USE,
      "browser.json": JSON.stringify({
        compilerOptions: { ...strict, lib: ["esnext", "dom", "dom.iterable"], types: [] },
        files: ["main.ts"],
      }),
      "node.json": JSON.stringify({
        compilerOptions: { ...strict, lib: ["esnext"], types: ["node"] },
        files: ["main.ts"],
      }),
    },
    "typescript@7.0.2",
    "@types/node@26.6.6",
  );

  for (const config of ["browser.json", "node.json"]) {
    await t.step(config, async () => {
      assert.equal(await runMachine(project, "node", "node_modules/typescript/bin/tsc", "-p", config), "");
    });
  }
});

const USE = `
  import { createFetch, event, events, type Fetch, type FetchOptions, TimeoutError, timingOf } from "@firstbyte/fetch";

  const options: FetchOptions = {
    ttfbTimeout: ({ attempt, bodyBytes = 0, previous }) => attempt * 1_000 + bodyBytes + previous.length,
    firstByteOn: event((message) => message.event !== "ping"),
    guard: (request) => request.headers.has("accept"),
    onEvent: (event) => event.type === "retry" ? event.delay.toFixed() : event.attempt.toFixed(),
  };
  const fetch: Fetch = createFetch(options);
  const standsIn: typeof globalThis.fetch = fetch;

  export async function main(signal: AbortSignal): Promise<string> {
    let text = "";
    try {
      const init = { method: "POST", body: "{}", headers: { accept: "text/event-stream" }, signal };
      const response: Response = await fetch(new URL("https://example.com/"), { ...init, ttfbTimeout: 10_000 });
      for await (const { data, id } of events(response)) text += data + id;
      return text + timingOf(response)?.attempts.at(-1)?.elapsed.toFixed();
    } catch (error) {
      if (error instanceof TimeoutError && error.phase === "ttfb") return error.attempts.map(String).join();
      return (await standsIn("https://example.com/")).text();
    }
  }

  export function perhaps(ttfbTimeout: number | undefined, maxAttempts: number | undefined): Fetch {
    fetch("https://example.com/", { method: "POST", body: new Blob().stream(), duplex: "half" });
    return createFetch({ ttfbTimeout, retry: { maxAttempts }, fetch: () => new Response("at once") });
  }

  // @ts-expect-error No such option
  createFetch({ ttfbTimout: 1 });
  // @ts-expect-error No such option
  createFetch({ retry: { maxAttempt: 1 } });
  // @ts-expect-error No such option
  fetch("https://example.com/", { staleTimeOut: 1 });
  // @ts-expect-error Not a number
  createFetch({ staleTimeout: "1" });
`;

/** Makes a project, and installs the package in it beside others. */
async function installed(files: Record<string, string>, ...packages: string[]): Promise<TemporaryFolder> {
  const folder = await temporaryFolder({ "package.json": '{ "private": true, "type": "module" }', ...files });
  const tarball = join(folder.path, "package.tgz");
  await pack(tarball);
  await runMachine(folder, "npm", "install", "--no-audit", "--no-fund", tarball, ...packages);
  return folder;
}

function packageFile(project: TemporaryFolder): string {
  return join(project.path, "node_modules", "@firstbyte", "fetch", "package.json");
}

/** Runs the machine's own Node or npm in a project, out of reach of those that may have started these tests. */
async function runMachine(project: TemporaryFolder, command: string, ...args: string[]): Promise<string> {
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("npm_"));
  const env = { ...Object.fromEntries(inherited), PATH: machinePath() };
  return await runCommand(await findOnPath(command) ?? command, { args, cwd: project.path, env, clearEnv: true });
}
