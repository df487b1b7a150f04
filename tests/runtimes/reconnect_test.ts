import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";
import { chromium, chromiumPath } from "../fixtures/browser.ts";
import { certificate } from "../fixtures/certificate.ts";
import { type DyingUpstream, dyingUpstream } from "../fixtures/dying_upstream.ts";
import { workerd } from "../fixtures/workerd.ts";
import { bun, currentNode, isAvailable, machineNode } from "./binaries.ts";
import type { Reconnected, ReconnectOptions } from "./reconnect.ts";
import { runMain } from "./run_main.ts";

// Of each runtime, the HTTP version it speaks with a server that offers both over TLS.
const RUNTIMES = [
  { name: "Deno", path: () => Deno.execPath(), flags: ["run", "-A"], secure: "2.0" },
  { name: "the machine's Node", path: machineNode, secure: undefined },
  { name: "the current Node", path: currentNode, secure: "2.0" },
  { name: "Bun", path: bun, secure: "1.1" },
];

const FRESH: Reconnected = { outcomes: ["ttfb", "response"], text: "answer" };
const DEAD: Reconnected = { outcomes: ["ttfb", "ttfb"] };
// An answer may take its time on a busy machine; silence may not.
const PATIENCE = new Map([[FRESH, 10_000], [DEAD, 300]]);

for (const { name, path, flags, secure } of RUNTIMES) {
  for (const tls of [true, false]) {
    Deno.test(`createFetch() retries on a connection of its own on ${name}, ${tls ? "TLS" : "plain"}`, async (t) => {
      const binary = await path();
      if (!isAvailable(binary)) return;
      for (const [reconnect, expected] of [["fresh", FRESH], ["reuse", DEAD]] as const) {
        await t.step(reconnect, async () => {
          await using server = await startUpstream(tls);
          const options = { url: server.upstream.url, warm: 3, reconnect, patience: PATIENCE.get(expected) };
          const { env } = server;

          assert.deepEqual(await runMain(binary, "reconnect_main.ts", options, { flags, env }), expected);
          if (tls && secure) assert.equal(server.upstream.requests.at(-1)?.version, secure);
        });
      }
    });
  }
}

Deno.test("createFetch() leaves the connection of a re-fetch to workerd, which takes an idle one", async () => {
  await using upstream = await dyingUpstream();
  const { code } = await bundle('export { default } from "./tests/runtimes/worker_main.ts";', "worker.js");
  await using worker = await workerd({ script: code });
  const options: ReconnectOptions = { url: upstream.url, warm: 3, reconnect: "fresh", patience: 300 };
  const response = await fetch(worker.url, { method: "POST", body: JSON.stringify(options) });

  assert.deepEqual(await response.json(), DEAD);
});

for (const tls of [true, false]) {
  const test = `createFetch() leaves the connection of a re-fetch to Chromium, which takes a dead one, ${
    tls ? "TLS" : "plain"
  }`;
  Deno.test(test, async () => {
    if (!isAvailable(await chromiumPath())) return;
    await using server = await startUpstream(tls);
    const { url } = server.upstream;
    const code = 'export * as library from "./mod.ts"; export { reconnect } from "./tests/runtimes/reconnect.ts";';
    const module = `data:text/javascript,${encodeURIComponent((await bundle(code, "page.js")).code)}`;
    await using browser = await chromium();
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await page.goto(`${url}/page`);
    const options: ReconnectOptions = { url, warm: 3, reconnect: "fresh", patience: 300, init: { cache: "no-store" } };
    const result = await page.evaluate(async ([module, options]) => {
      const { reconnect, library } = await import(module);
      return await reconnect(library, options);
    }, [module, options] as const);

    assert.deepEqual(result, DEAD);
    assert.equal(server.upstream.requests.at(-1)?.version, tls ? "2.0" : "1.1");
  });
}

interface Started extends AsyncDisposable {
  readonly upstream: DyingUpstream;
  /** Has a runtime trust the upstream's certificate. */
  readonly env: Record<string, string>;
}

async function startUpstream(tls: boolean): Promise<Started> {
  if (!tls) {
    const upstream = await dyingUpstream();
    return { upstream, env: {}, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
  }
  const pem = await certificate();
  const file = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(file, pem.cert);
  const upstream = await dyingUpstream(pem);
  const env = { DENO_CERT: file, NODE_EXTRA_CA_CERTS: file };
  return {
    upstream,
    env,
    async [Symbol.asyncDispose]() {
      await upstream[Symbol.asyncDispose]();
      await Deno.remove(file);
    },
  };
}
