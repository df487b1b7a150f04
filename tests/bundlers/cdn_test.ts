import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";
import { chromium, chromiumPath } from "../fixtures/browser.ts";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { hang, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { isAvailable } from "../runtimes/binaries.ts";

const SCRIPT = { "content-type": "text/javascript", "access-control-allow-origin": "*" };
const EVENTS = { "content-type": "text/event-stream", "access-control-allow-origin": "*" };

Deno.test("createFetch() and events() come from another origin, as a CDN makes a module of the package", async (t) => {
  if (!isAvailable(await chromiumPath())) return;
  await using project = await installedLibrary({});
  const sources = {
    "the npm package": bundle('export * from "@firstbyte/fetch";', "firstbyte.js", { minify: true }, project.path),
    "dist/firstbyte.js": bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true }),
  };
  await using browser = await chromium();

  for (const [name, source] of Object.entries(sources)) {
    await t.step(name, async () => {
      const { code } = await source;
      await using cdn = await scripted(respond(code, { headers: SCRIPT }));
      await using site = await scripted(respond("<!doctype html>", { headers: { "content-type": "text/html" } }));
      await using upstream = await scripted(hang(), respond("data: hello\n\n", { headers: EVENTS }));
      const page = await browser.newPage();
      await page.goto(site.url);

      const heard = await page.evaluate(async ([module = "", url = ""]) => {
        const { createFetch, events } = await import(module) as typeof import("../../mod.ts");
        const response = await createFetch({ ttfbTimeout: ({ attempt }) => attempt === 1 ? 300 : 20_000 })(url);
        const heard = [];
        for await (const { data } of events(response)) heard.push(data);
        return heard;
      }, [`${cdn.url}/@firstbyte/fetch`, upstream.url]);

      assert.deepEqual(heard, ["hello"]);
      assert.equal(upstream.requests.length, 2);
    });
  }
});
