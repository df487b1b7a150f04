import { build, type OutputFile, stop } from "esbuild";
import { npmSpecifiers } from "./npm_specifiers.ts";

/** Options for {@linkcode bundle}. */
export interface BundleOptions {
  /** Takes out names and white space. */
  minify?: boolean;
  /** Export conditions of packages, beside the standard ones. */
  conditions?: string[];
}

/** An ES module that imports nothing, and its source map. */
export interface Bundle {
  readonly code: string;
  readonly map: string;
}

/**
 * Bundles a module with all that it reaches, for any runtime.
 *
 * @param source The module's text, whose relative imports start at the repository's root.
 * @param name The file name that its source map is linked by.
 */
export async function bundle(source: string, name: string, options: BundleOptions = {}): Promise<Bundle> {
  try {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: Deno.cwd(), sourcefile: name, loader: "ts" },
      outfile: name,
      bundle: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      sourcemap: "linked",
      write: false,
      logLevel: "error",
      plugins: [npmSpecifiers],
      ...options,
    });
    return { code: textOf(outputFiles, name), map: textOf(outputFiles, `${name}.map`) };
  } finally {
    await stop();
  }
}

function textOf(files: OutputFile[], name: string): string {
  const file = files.find(({ path }) => path.endsWith(`/${name}`));
  if (!file) throw new Error(`Cannot bundle: expected ${name} among the output, got ${files.map(({ path }) => path)}`);
  return file.text;
}
