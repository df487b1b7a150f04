import assert from "node:assert/strict";
import { buildDist } from "../tools/build.ts";
import { bundle, split } from "../tools/bundle.ts";

Deno.test("bundle() makes one module that imports nothing and whose source map holds the sources", async () => {
  const { code, map } = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });

  assert.doesNotMatch(code, /\bimport\s*[({*"'\w]/);
  assert.match(code, /\/\/# sourceMappingURL=firstbyte\.js\.map\n$/);
  const { sources, sourcesContent } = JSON.parse(map);
  assert.ok(sources.includes("src/create_fetch.ts"), `got ${sources}`);
  assert.equal(sources.length, sourcesContent.length);
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.deepEqual(Object.keys(module), [
    "TimeoutError",
    "createFetch",
    "events",
    "learnedCutoff",
    "llmCutoff",
    "timingOf",
  ]);
});

Deno.test("split() parts what is loaded on demand from what is loaded at once", async () => {
  const chunks = await split('export { createFetch } from "./mod.ts";');
  const text = (initial: boolean) => {
    const parts = chunks.filter((chunk) => chunk.initial === initial);
    return parts.map(({ code }) => code).join();
  };

  assert.match(text(true), /TimeoutError/);
  // What eventsource-parser says of an event that is too large.
  assert.doesNotMatch(text(true), /max-buffer-size-exceeded/);
  assert.match(text(false), /max-buffer-size-exceeded/);
});

Deno.test("buildDist() writes modules that import nothing", async () => {
  await buildDist();

  for (const name of ["firstbyte", "worker"]) {
    const code = await Deno.readTextFile(`dist/${name}.js`);
    assert.doesNotMatch(code, /^\s*(import|export)\b[^;\n]*\bfrom\s*["']|\brequire\(["']/m);
    assert.match(code, new RegExp(`//# sourceMappingURL=${name}\\.js\\.map\\n$`));
  }
});

Deno.test("buildDist() writes a proxy that imports nothing but Node's own modules", async () => {
  const code = await Deno.readTextFile("dist/proxy.js");

  assert.match(code, /^#!\/usr\/bin\/env node\n/);
  const imports = [...code.matchAll(/^\s*import\b[^;\n]*?["']([^"'\n]+)["'];?$/gm)].map(([, name]) => name);
  assert.ok(imports.length > 0);
  assert.deepEqual(imports.filter((name) => !name?.startsWith("node:")), []);
});
