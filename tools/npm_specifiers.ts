import type { Plugin } from "esbuild";

/**
 * Lets esbuild resolve inline `npm:name@version` specifiers, which a module needs to be importable from a URL. The lock
 * file pins the same version in `node_modules`.
 */
export const npmSpecifiers: Plugin = {
  name: "npm-specifiers",
  setup(build) {
    build.onResolve({ filter: /^npm:/ }, ({ path, ...from }) => {
      const [, name, subpath = ""] = /^npm:((?:@[^/]+\/)?[^@/]+)(?:@[^/]+)?(\/.*)?$/.exec(path) ?? [];
      return build.resolve(`${name}${subpath}`, { ...from, resolveDir: Deno.cwd() });
    });
  },
};
