import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";

/** The folder of a package that is CommonJS. */
const FOLDER = "cjs";

const ES_MODULE = { types: "./mod.d.ts", default: "./mod.js" };

/** Which form of the package a program gets; the first condition that it knows decides. */
export const FORMS = {
  exports: {
    ".": {
      import: ES_MODULE,
      // What can `require` an ES module gets that one, so that no program holds two copies: Node from 20.19 on, bundlers, Bun.
      "module-sync": ES_MODULE,
      module: ES_MODULE,
      bun: ES_MODULE,
      require: { types: `./${FOLDER}/mod.d.ts`, default: `./${FOLDER}/mod.js` },
      default: ES_MODULE,
    },
    "./package.json": "./package.json",
  },
  main: `./${FOLDER}/mod.js`,
  types: `./${FOLDER}/mod.d.ts`,
};

/**
 * Adds to a package of ES modules what `require` loads where it can't load those: one CommonJS module, and its types.
 *
 * @param folder The package's path.
 */
export async function addCommonJs(folder: string): Promise<void> {
  const name = `${FOLDER}/mod.js`;
  const { code, map } = await bundle('export * from "./mod.ts";', name, {
    format: "cjs",
    platform: "node",
    external: ["eventsource-parser"],
  });
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((each) => each.endsWith(".d.ts"))) {
    await cp(join(folder, file), join(folder, FOLDER, file));
  }
  await Deno.writeTextFile(join(folder, name), code);
  await Deno.writeTextFile(join(folder, `${name}.map`), map);
  await Deno.writeTextFile(join(folder, FOLDER, "package.json"), '{ "type": "commonjs" }\n');
}
