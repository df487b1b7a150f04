import { relative } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Tells esbuild what `"sideEffects": false` in a `package.json` would: a module of
 * this library that is imported, but of which nothing is used, can be left out.
 */
export const sideEffectFree: Plugin = {
  name: "side-effect-free",
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, pluginData, ...from }) => {
      // Resolved by itself, it comes here again.
      if (pluginData === sideEffectFree.name) return undefined;
      const result = await build.resolve(path, { ...from, pluginData: sideEffectFree.name });
      const own = /^(mod\.ts$|src\/)/.test(relative(Deno.cwd(), result.path));
      return own ? { ...result, sideEffects: false } : result;
    });
  },
};
