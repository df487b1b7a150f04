import assert from "node:assert/strict";
import * as library from "../mod.ts";
import { buildDist } from "../tools/build.ts";
import { bundle } from "../tools/bundle.ts";

Deno.test("bundle() makes one module that imports nothing and whose source map holds the sources", async () => {
  const { code, map } = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });

  assert.doesNotMatch(code, /\bimport\s*[({*"'\w]/);
  assert.match(code, /\/\/# sourceMappingURL=firstbyte\.js\.map\n$/);
  const { sources, sourcesContent } = JSON.parse(map);
  assert.ok(sources.includes("src/create_fetch.ts"), `got ${sources}`);
  assert.equal(sources.length, sourcesContent.length);
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.deepEqual(Object.keys(module), Object.keys(library));
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
