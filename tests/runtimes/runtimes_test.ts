import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";
import { buildDist } from "../../tools/build.ts";
import * as library from "../../mod.ts";
import type { Browser } from "playwright-core";
import { chromium, chromiumPath, firefox, lacksFirefox } from "../fixtures/browser.ts";
import { respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { workerd } from "../fixtures/workerd.ts";
import { bun, currentNode, isAvailable, machineNode } from "./binaries.ts";
import { runInPage } from "./browser_main.ts";
import { suiteUpstream } from "./routes.ts";
import { runMain } from "./run_main.ts";
import { type CaseResult, runSuite } from "./suite.ts";

Deno.test("createFetch() keeps its promises on Deno", async (t) => {
  await using upstream = await suiteUpstream();
  await report(t, await runSuite(library, upstream.url));
});

Deno.test("createFetch() keeps its promises on the machine's Node", (t) => inProcess(t, machineNode()));

Deno.test("createFetch() keeps its promises on the current Node", (t) => inProcess(t, currentNode()));

Deno.test("createFetch() keeps its promises on Bun", (t) => inProcess(t, bun()));

Deno.test("createFetch() keeps its promises on workerd", async (t) => {
  await using upstream = await suiteUpstream();
  const { code } = await bundle('export { default } from "./tests/runtimes/worker_main.ts";', "worker.js");
  await using worker = await workerd({ script: code, bindings: { UPSTREAM_URL: upstream.url } });
  const response = await fetch(worker.url);
  await report(t, await response.json());
});

Deno.test("createFetch() keeps its promises on a page in Chromium", async (t) => {
  if (isAvailable(await chromiumPath())) await inBrowser(t, chromium);
});

Deno.test("createFetch() keeps its promises on a page in Firefox", { ignore: await lacksFirefox() }, async (t) => {
  await inBrowser(t, firefox);
});

/** Runs the suite in a process of its own, which has to end by itself. */
async function inProcess(t: Deno.TestContext, found: string | undefined | Promise<string | undefined>): Promise<void> {
  const path = await found;
  if (!isAvailable(path)) return;
  await using upstream = await suiteUpstream();
  await report(t, await runMain(path, "process_main.ts", upstream.url) as CaseResult[]);
}

/** Runs the suite in a page. */
async function inBrowser(t: Deno.TestContext, start: () => Promise<Browser>): Promise<void> {
  await using upstream = await suiteUpstream();
  await using site = await pageServer();
  await using browser = await start();
  const page = await browser.newPage();
  await page.goto(site.url);
  await report(t, await runInPage(page, upstream.url));
}

/** Serves a page beside the library, as built for browsers, and the suite. */
async function pageServer(): Promise<AsyncDisposable & { url: string }> {
  await buildDist();
  const { code: suite } = await bundle('export * from "./tests/runtimes/suite.ts";', "suite.js");
  const files: Record<string, [string, string]> = {
    "/": ["text/html", "<!doctype html><title>suite</title><link rel=icon href=data:,>"],
    "/firstbyte.js": ["text/javascript", await Deno.readTextFile("dist/firstbyte.js")],
    "/suite.js": ["text/javascript", suite],
  };
  return await scripted((exchange) => {
    const [type, text] = files[exchange.request.path] ?? ["text/plain", ""];
    return respond(text, { status: text ? 200 : 404, headers: { "content-type": type } })(exchange);
  });
}

async function report(t: Deno.TestContext, results: readonly CaseResult[]): Promise<void> {
  assert.ok(results.length > 0, "expected results, got none");
  for (const { name, error } of results) {
    await t.step(name, () => {
      if (error) throw new Error(error);
    });
  }
}
