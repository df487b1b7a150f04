import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../../tools/bundle.ts";
import { chromium, chromiumPath } from "../fixtures/browser.ts";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { hang, respond, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable } from "../runtimes/binaries.ts";
import { runBundler } from "./run_bundler.ts";

/** Answers `/answer` by a call of its own. */
const WORKER = `
  const fetch = createFetch({ ttfbTimeout: 200 });
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    if (event.request.url.endsWith("/answer")) event.respondWith(fetch("/upstream"));
  });
`;

Deno.test("createFetch() answers for a service worker that imports the built module", async () => {
  if (!isAvailable(await chromiumPath())) return;
  const { code } = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });

  const answer = await answerOf("module", {
    "/firstbyte.js": code,
    "/worker.js": `import { createFetch } from "./firstbyte.js"; ${WORKER}`,
  });
  assert.equal(answer, "data: hello\n\n");
});

Deno.test("createFetch() answers for a classic service worker that Rollup made of the package", async () => {
  if (!isAvailable(await chromiumPath()) || !isAvailable(currentNode())) return;
  await using project = await installedLibrary({
    "worker.js": `import { createFetch } from "@firstbyte/fetch"; ${WORKER}`,
  });
  const [bundled] = await runBundler("rollup, IIFE", [join(project.path, "worker.js")]);

  assert.equal(await answerOf("classic", { "/worker.js": bundled?.code ?? "" }), "data: hello\n\n");
});

/** Registers a service worker in Chromium, and returns what it answers when its first attempt gets nothing. */
async function answerOf(type: WorkerType, scripts: Record<string, string>): Promise<string> {
  const [first, second] = [hang(), sse("hello")];
  let attempts = 0;
  await using site = await scripted((exchange) => {
    const { path } = exchange.request;
    if (path === "/upstream") return (++attempts === 1 ? first : second)(exchange);
    const script = scripts[path];
    const type = script === undefined ? "text/html" : "text/javascript";
    return respond(script ?? "<!doctype html>", { headers: { "content-type": type } })(exchange);
  });
  await using browser = await chromium();
  const page = await browser.newPage();
  await page.goto(site.url);

  const answer = await page.evaluate(async (type) => {
    const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
    await navigator.serviceWorker.register("/worker.js", { type });
    await controlled;
    return await (await fetch("/answer")).text();
  }, type);
  assert.equal(attempts, 2);
  return answer;
}
