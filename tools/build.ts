import { bundle, type BundleOptions } from "./bundle.ts";

/** Writes `dist/firstbyte.js`, the library for browsers, and `dist/worker.js`, the proxy for Workers. */
export async function buildDist(): Promise<void> {
  await Deno.mkdir("dist", { recursive: true });
  await write("firstbyte.js", 'export * from "./mod.ts";', { minify: true });
  await write("worker.js", 'export { default, SharedState } from "./edge/worker.ts";', {
    conditions: ["workerd", "worker"],
  });
}

async function write(name: string, source: string, options: BundleOptions): Promise<void> {
  const { code, map } = await bundle(source, name, options);
  // Written beside and renamed: a test that reads it meanwhile gets a whole file.
  for (const [file, text] of Object.entries({ [`${name}.map`]: map, [name]: code })) {
    await Deno.writeTextFile(`dist/${file}.part`, text);
    await Deno.rename(`dist/${file}.part`, `dist/${file}`);
  }
  console.log(`dist/${name}: ${code.length} bytes`);
}

if (import.meta.main) await buildDist();
