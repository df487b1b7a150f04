import { type Bundle, bundle, type BundleOptions } from "./bundle.ts";

/** How the proxy is bundled for Node, Bun and Deno: they all have Node's modules. */
const PROXY: BundleOptions = { platform: "node", external: ["node:*"], banner: { js: "#!/usr/bin/env node" } };

/** Bundles the proxy that runs as a program. */
export function bundleProxy(): Promise<Bundle> {
  return bundle('import "./edge/cli/proxy.ts";', "proxy.js", PROXY);
}

/**
 * Writes `dist/firstbyte.js`, the library for browsers; `dist/worker.js`, the proxy for Workers; and `dist/proxy.js`, the
 * proxy for Node, Bun and Deno.
 */
export async function buildDist(): Promise<void> {
  await Deno.mkdir("dist", { recursive: true });
  await write("firstbyte.js", await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true }));
  await write(
    "worker.js",
    await bundle('export { default, SharedState } from "./edge/worker.ts";', "worker.js", {
      conditions: ["workerd", "worker"],
    }),
  );
  await write("proxy.js", await bundleProxy());
}

async function write(name: string, { code, map }: Bundle): Promise<void> {
  // Written to another name and renamed, so that a test that reads it meanwhile gets a whole file.
  for (const [file, text] of Object.entries({ [`${name}.map`]: map, [name]: code })) {
    await Deno.writeTextFile(`dist/${file}.part`, text);
    await Deno.rename(`dist/${file}.part`, `dist/${file}`);
  }
  console.log(`dist/${name}: ${code.length} bytes`);
}

if (import.meta.main) await buildDist();
