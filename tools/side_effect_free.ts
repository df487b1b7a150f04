import { relative } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Lets esbuild drop modules of this library that are imported but not used, like `"sideEffects": false` in a
 * `package.json`.
 */
export const sideEffectFree: Plugin = {
  name: "side-effect-free",
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, pluginData, ...from }) => {
      // The call of `resolve` below comes here again.
      if (pluginData === sideEffectFree.name) return undefined;
      const result = await build.resolve(path, { ...from, pluginData: sideEffectFree.name });
      const own = /^(mod\.ts$|src\/)/.test(relative(Deno.cwd(), result.path));
      return own ? { ...result, sideEffects: false } : result;
    });
  },
};
