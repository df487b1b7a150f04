import type { BuildOptions } from "esbuild";
import type { Built } from "./esbuild_process.ts";

/** Options for {@linkcode bundle}. */
export type BundleOptions = Pick<BuildOptions, "minify" | "conditions" | "external" | "platform" | "banner">;

/** An ES module that imports nothing, and its source map. */
export interface Bundle {
  readonly code: string;
  readonly map: string;
}

/** One file of a bundle that was split where code is loaded on demand. */
export interface Chunk {
  readonly code: string;
  /** Whether it is loaded with the module itself, and not on demand. */
  readonly initial: boolean;
}

/**
 * Bundles a module with all that it reaches, for any runtime.
 *
 * @param source The module's text, whose relative imports start at the repository's root.
 * @param name The file name that its source map is linked by.
 */
export async function bundle(source: string, name: string, options: BundleOptions = {}): Promise<Bundle> {
  const { files } = await esbuild(source, { ...options, outfile: name, sourcemap: "linked" });
  return { code: textOf(name, files), map: textOf(`${name}.map`, files) };
}

/**
 * Bundles a module as {@linkcode bundle} does, minified, and split where code is loaded on demand.
 *
 * @param source The module's text.
 * @param root What its imports start at; by default this repository.
 */
export async function split(source: string, root?: string): Promise<Chunk[]> {
  const { files, outputs } = await esbuild(source, { minify: true, outdir: "split", splitting: true }, root);
  const initial = new Set(["split/stdin.js"]);
  for (const path of initial) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") initial.add(imported);
    }
  }
  return Object.keys(outputs).map((path) => ({ code: textOf(path, files), initial: initial.has(path) }));
}

async function esbuild(source: string, options: BuildOptions, root: string = Deno.cwd()): Promise<Built> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", import.meta.resolve("./esbuild_process.ts")],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const shared: BuildOptions = {
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    bundle: true,
    format: "esm",
    charset: "utf8",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  };
  const input = new Response(JSON.stringify({ ...shared, ...options })).body;
  const [, { success, stdout }] = await Promise.all([input?.pipeTo(process.stdin), process.output()]);
  if (!success) throw new Error("Cannot bundle: esbuild failed, as said above");
  return JSON.parse(new TextDecoder().decode(stdout));
}

function textOf(name: string, files: Built["files"]): string {
  const file = files.find(({ path }) => path.endsWith(`/${name}`));
  if (!file) throw new Error(`Cannot bundle: expected ${name} among the output, got ${files.map(({ path }) => path)}`);
  return file.text;
}
