import type { Browser } from "playwright-core";
import { bundle } from "../../tools/bundle.ts";
import { chromium, chromiumPath } from "../fixtures/browser.ts";
import { certificate } from "../fixtures/certificate.ts";
import { respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { workerd } from "../fixtures/workerd.ts";
import { bun, currentNode, isAvailable, machineNode } from "../runtimes/binaries.ts";
import { runMain } from "../runtimes/run_main.ts";
import type { FaultResult, Place, RuntimeName } from "./fault_case.ts";
import type { FaultOptions } from "./fault_suite.ts";
import { faultUpstream } from "./fault_upstream.ts";
import { HTTP2_FAULTS, http2Upstream } from "./http2_upstream.ts";

const PROCESSES: readonly { name: RuntimeName; path: () => unknown; flags?: string[] }[] = [
  { name: "Deno", path: () => Deno.execPath(), flags: ["run", "-A"] },
  { name: "the machine's Node", path: machineNode },
  { name: "the current Node", path: currentNode },
  { name: "Bun", path: bun },
];

for (const { name, path, flags } of PROCESSES) {
  Deno.test(`createFetch() meets every fault on ${name}`, async (t) => {
    const binary = await path() as string | undefined;
    if (!isAvailable(binary)) return;
    await using servers = await startServers(name);
    const options: FaultOptions = { ...servers.place, group: "all" };
    const results = await runMain(binary, "../faults/fault_main.ts", options, { flags, env: servers.env });
    await report(t, results as FaultResult[]);
  });
}

Deno.test("createFetch() meets every fault on workerd", async (t) => {
  const { code } = await bundle('export { default } from "./tests/faults/fault_worker_main.ts";', "worker.js");
  await using servers = await startServers("workerd");
  await using worker = await workerd({ script: code });
  const options: FaultOptions = { ...servers.place, group: "all" };
  const response = await fetch(worker.url, { method: "POST", body: JSON.stringify(options) });
  await report(t, await response.json());
});

Deno.test("createFetch() meets every fault on a page in Chromium", async (t) => {
  if (!isAvailable(await chromiumPath())) return;
  await using servers = await startServers("Chromium");
  await using browser = await chromium();
  const groups = [{ group: "strict" }, { group: "trusting", ignoreHTTPSErrors: true }] as const;
  for (const { group, ...options } of groups) {
    await report(t, await runInPage(browser, { ...servers.place, group }, options));
  }
});

interface Servers extends AsyncDisposable {
  readonly place: Place;
  /** Has a process trust the one certificate, and not the other. */
  readonly env: Record<string, string>;
}

async function startServers(runtime: RuntimeName): Promise<Servers> {
  const pem = await certificate();
  const file = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(file, pem.cert);
  const plain = await faultUpstream();
  const untrusted = await http2Upstream(await certificate(), "none");
  const faulty = await Promise.all(HTTP2_FAULTS.map((fault) => http2Upstream(pem, fault)));
  const http2 = Object.fromEntries(HTTP2_FAULTS.map((fault, index) => [fault, faulty[index]?.url])) as Place["http2"];
  return {
    place: { runtime, plain: plain.url, http2, untrusted: untrusted.url },
    env: { DENO_CERT: file, NODE_EXTRA_CA_CERTS: file },
    async [Symbol.asyncDispose]() {
      for (const server of [plain, untrusted, ...faulty]) await server[Symbol.asyncDispose]();
      await Deno.remove(file);
    },
  };
}

async function runInPage(browser: Browser, options: FaultOptions, page: { ignoreHTTPSErrors?: boolean }) {
  const source = 'export * as library from "./mod.ts"; export { runFaults } from "./tests/faults/fault_suite.ts";';
  const { code } = await bundle(source, "faults.js");
  await using site = await scripted(({ request, ...exchange }) => {
    const [type, text] = request.path === "/faults.js" ? ["text/javascript", code] : ["text/html", "<!doctype html>"];
    return respond(text, { headers: { "content-type": type } })({ request, ...exchange });
  });
  const tab = await browser.newPage(page);
  await tab.goto(site.url);
  return await tab.evaluate(async (options) => {
    // As a name in a variable, so that only the browser resolves it.
    const url = "/faults.js";
    const { library, runFaults } = await import(url);
    return await runFaults(library, options) as FaultResult[];
  }, options);
}

async function report(t: Deno.TestContext, results: readonly FaultResult[]): Promise<void> {
  if (results.length === 0) throw new Error("Expected results, got none");
  for (const { name, error, unavailable } of results) {
    await t.step(unavailable ? `${name}: not to be had, ${unavailable}` : name, () => {
      if (error) throw new Error(error);
    });
  }
}
