import { builtinModules } from "node:module";
import type { Plugin } from "esbuild";

const NAMESPACE = "node-builtin";
const NAMES = new Set(builtinModules);

/**
 * Lets CommonJS packages in a bundle `require` Node's built-in modules, by a module that imports each of them.
 */
export const nodeBuiltins: Plugin = {
  name: "node-builtins",
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, "");
      return kind === "require-call" && NAMES.has(name) ? { path: name, namespace: NAMESPACE } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => {
      return { contents: `export * from "node:${path}"; export { default } from "node:${path}";`, loader: "js" };
    });
  },
};
