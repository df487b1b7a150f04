import type { Plugin } from "esbuild";

/**
 * Lets esbuild resolve the inline `npm:name@version` specifiers of a module that
 * is to be importable from a URL: the lock file has put that version in `node_modules`.
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
