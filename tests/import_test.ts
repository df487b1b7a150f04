import assert from "node:assert/strict";
import { hang, respond, sse } from "./fixtures/scripts.ts";
import { scripted, type Upstream } from "./fixtures/upstream.ts";
import { runCommand } from "./fixtures/run_command.ts";
import { temporaryFolder } from "./fixtures/temporary_folder.ts";

const ROOT = new URL("../", import.meta.url);

/** Serves the library as code hosts do what is not a page; what `hangs` matches never comes, what `lacks` does is not there. */
function codeHost({ hangs = /^$/, lacks = /^$/ } = {}): Promise<Upstream> {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return scripted(async (exchange) => {
    const path = exchange.request.path.slice(1);
    if (hangs.test(path)) return;
    const found = /^(mod|src\/\w+)\.ts$/.test(path) && !lacks.test(path);
    const text = found ? await Deno.readTextFile(new URL(path, ROOT)) : "";
    await respond(text, { status: found ? 200 : 404, headers })(exchange);
  });
}

/** Runs a program on Deno that knows no configuration, and returns what it prints. */
async function run(program: string, ...flags: string[]): Promise<string> {
  await using folder = await temporaryFolder({ "main.ts": program });
  return await runCommand(Deno.execPath(), {
    args: ["run", "--no-config", "--no-prompt", "--allow-net", "--allow-import", ...flags, "main.ts"],
    cwd: folder.path,
    env: { DENO_DIR: `${folder.path}/cache` },
  });
}

Deno.test("mod.ts can be imported from a URL, and needs no permission but to import and to use the network", async () => {
  await using host = await codeHost();
  await using upstream = await scripted(sse("hello"));
  const output = await run(`
    import { createFetch, events } from "${host.url}/mod.ts";
    const response = await createFetch({ firstByteOn: "event" })("${upstream.url}");
    for await (const { data } of events(response)) console.log(data);
  `);

  assert.equal(output, "hello\n");
});

Deno.test("createFetch() waits for nothing that is loaded behind it, and does without", async () => {
  await using host = await codeHost({ hangs: /server_runtime/ });
  await using upstream = await scripted(hang(), respond("hello"));
  const output = await run(
    `
    import { createFetch } from "${host.url}/mod.ts";
    const response = await createFetch({ ttfbTimeout: 200 })("${upstream.url}");
    console.log(await response.text());
    Deno.exit();
  `,
    "--unstable-lazy-dynamic-imports",
  );

  assert.equal(output, "hello\n");
});

Deno.test("createFetch() neither hedges nor re-fetches a status where the code for it is gone, and sends nothing without its key", async () => {
  await using host = await codeHost({ lacks: /extended_loop/ });
  await using upstream = await scripted(respond("busy", { status: 503 }));
  const output = await run(
    `
    import { createFetch } from "${host.url}/mod.ts";
    const url = "${upstream.url}";
    const retry = { statusCodes: [503], minDelay: 0, maxDelay: 0 };
    const response = await createFetch({ hedge: { after: 5_000 }, retry })(url);
    console.log(await response.text());
    for (const options of [{ targets: () => new URL(url) }, { idempotencyKey: true }]) {
      console.log(await createFetch(options)(url).catch(({ name }) => name));
    }
  `,
    "--unstable-lazy-dynamic-imports",
  );

  assert.equal(output, "busy\nTypeError\nTypeError\n");
  assert.equal(upstream.requests.length, 1);
});

Deno.test("createFetch() lets its caller abort what waits for code that does not come", async () => {
  await using host = await codeHost({ hangs: /extended_loop|event_detector/ });
  await using upstream = await scripted(sse("hello"));
  const output = await run(
    `
    import { createFetch } from "${host.url}/mod.ts";
    for (const init of [{ hedge: { after: 5_000 } }, { firstByteOn: "event" }]) {
      for (const limit of [{ signal: AbortSignal.timeout(300) }, { totalTimeout: 300, ttfbTimeout: 200 }]) {
        console.log(await createFetch()("${upstream.url}", { ...init, ...limit }).catch(({ name }) => name));
      }
    }
    Deno.exit();
  `,
    "--unstable-lazy-dynamic-imports",
  );

  assert.equal(output, "TimeoutError\n".repeat(4));
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
