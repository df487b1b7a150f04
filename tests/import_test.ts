import assert from "node:assert/strict";
import { respond, sse } from "./fixtures/scripts.ts";
import { scripted } from "./fixtures/upstream.ts";
import { runCommand } from "./fixtures/run_command.ts";
import { temporaryFolder } from "./fixtures/temporary_folder.ts";

const ROOT = new URL("../", import.meta.url);

Deno.test("mod.ts can be imported from a URL, and needs no permission but to import and to use the network", async () => {
  // As code hosts serve what is not a page.
  const headers = { "content-type": "text/plain; charset=utf-8" };
  await using host = await scripted(async (exchange) => {
    const path = exchange.request.path.slice(1);
    const found = /^(mod|src\/\w+)\.ts$/.test(path);
    const text = found ? await Deno.readTextFile(new URL(path, ROOT)) : "";
    await respond(text, { status: found ? 200 : 404, headers })(exchange);
  });
  await using upstream = await scripted(sse("hello"));
  await using folder = await temporaryFolder({
    "main.ts": `
      import { createFetch, events } from "${host.url}/mod.ts";
      const response = await createFetch({ firstByteOn: "event" })("${upstream.url}");
      for await (const { data } of events(response)) console.log(data);
    `,
  });
  const output = await runCommand(Deno.execPath(), {
    args: ["run", "--no-config", "--no-prompt", "--allow-net", "--allow-import", "main.ts"],
    cwd: folder.path,
    env: { DENO_DIR: `${folder.path}/cache` },
  });

  assert.equal(output, "hello\n");
});

interface ModuleGraph {
  readonly modules: readonly { readonly specifier: string; readonly dependencies?: readonly { specifier: string }[] }[];
}

Deno.test("mod.ts reaches relative paths and pinned npm packages alone, which need no import map", async () => {
  const output = await runCommand(Deno.execPath(), { args: ["info", "--json", "mod.ts"], cwd: ROOT });
  const { modules }: ModuleGraph = JSON.parse(output);
  const specifiers = modules.flatMap(({ dependencies = [] }) => dependencies.map(({ specifier }) => specifier));

  assert.ok(specifiers.includes("./src/create_fetch.ts"), `got ${specifiers}`);
  assert.deepEqual(specifiers.filter((specifier) => !/^(\.\.?\/|npm:[^@]+@\d+\.\d+\.\d+$)/.test(specifier)), []);
  assert.deepEqual([...new Set(specifiers.filter((specifier) => specifier.startsWith("npm:")))].length, 1);
});
