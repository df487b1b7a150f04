import assert from "node:assert/strict";
import { bundle } from "../.ci/bundle.ts";

Deno.test("bundle() makes one module that imports nothing and whose source map holds the sources", async () => {
  const { code, map } = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });

  assert.doesNotMatch(code, /\bimport\s*[({*"'\w]/);
  assert.match(code, /\/\/# sourceMappingURL=firstbyte\.js\.map\n$/);
  const { sources, sourcesContent } = JSON.parse(map);
  assert.ok(sources.includes("src/create_fetch.ts"), `got ${sources}`);
  assert.equal(sources.length, sourcesContent.length);
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.deepEqual(Object.keys(module), ["TimeoutError", "createFetch", "events", "timingOf"]);
});
