import type { BuildOptions } from "esbuild";
import type { BuiltFile } from "./esbuild_process.ts";

/** Options for {@linkcode bundle}. */
export type BundleOptions = Pick<BuildOptions, "format" | "minify" | "conditions" | "external" | "platform" | "banner">;

/** A module in one file, and its source map. */
export interface Bundle {
  readonly code: string;
  readonly map: string;
}

/**
 * Bundles a module with all of its imports, for any runtime.
 *
 * @param source The text of the module.
 * @param name The file name in the link to its source map.
 * @param root The folder that its imports are relative to; by default this repository.
 */
export async function bundle(
  source: string,
  name: string,
  options: BundleOptions = {},
  root?: string,
): Promise<Bundle> {
  const files = await esbuild(source, { ...options, outfile: name, sourcemap: "linked" }, root);
  return { code: textOf(name, files), map: textOf(`${name}.map`, files) };
}

async function esbuild(source: string, options: BuildOptions, root: string = Deno.cwd()): Promise<BuiltFile[]> {
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

function textOf(name: string, files: readonly BuiltFile[]): string {
  const file = files.find(({ path }) => path.endsWith(`/${name}`));
  if (!file) throw new Error(`Cannot bundle: expected ${name} among the output, got ${files.map(({ path }) => path)}`);
  return file.text;
}
