import assert from "node:assert/strict";
import { join } from "node:path";
import { apiUpstream } from "../docs/api_upstream.ts";
import { KEYS, PRELOAD } from "../docs/sample_folder.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("examples/deno_by_url.ts prints an answer, with the library imported by its URL alone", async () => {
  await using upstream = await apiUpstream();
  await using site = serveRepository();
  const importMap = JSON.stringify({ imports: { "https://esm.sh/@firstbyte/fetch": `${site.url}/mod.ts` } });
  await using folder = await temporaryFolder({ "import_map.json": importMap });
  const flags = ["--no-config", "--no-lock", "--no-check", "--allow-net", "--allow-env", "--allow-import"];
  const args = ["run", ...flags, `--import-map=${join(folder.path, "import_map.json")}`, `--preload=${PRELOAD}`];

  const answer = await runCommand(Deno.execPath(), {
    args: [...args, new URL("examples/deno_by_url.ts", ROOT).pathname, "Hi"],
    env: { ...KEYS, UPSTREAM: upstream.url },
  });

  assert.equal(answer, "Hello, world");
});

/** Serves the files of this repository, as a host of modules does. */
function serveRepository(): { url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async ({ url }) => {
    const text = await Deno.readTextFile(new URL(`.${new URL(url).pathname}`, ROOT)).catch(() => undefined);
    return new Response(text ?? null, {
      status: text === undefined ? 404 : 200,
      headers: { "content-type": "text/typescript" },
    });
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}
