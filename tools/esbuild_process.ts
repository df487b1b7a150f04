// Runs esbuild with the options, as JSON, on its standard input; prints what it made. A process of its own, as esbuild's
// service ends some time after it was told to, which a test is not to wait for.
import { build, type BuildOptions, stop } from "esbuild";
import { nodeBuiltins } from "./node_builtins.ts";
import { npmSpecifiers } from "./npm_specifiers.ts";
import { sideEffectFree } from "./side_effect_free.ts";

/** What esbuild made. */
export interface Built {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Of each file, by its path, what it imports. */
  readonly outputs: Readonly<Record<string, { imports: readonly { path: string; kind: string }[] }>>;
}

if (import.meta.main) {
  const options: BuildOptions = await new Response(Deno.stdin.readable).json();
  const plugins = [npmSpecifiers, nodeBuiltins, sideEffectFree];
  const { outputFiles, metafile } = await build({ ...options, plugins, metafile: true, write: false });
  await stop();
  const built: Built = { files: outputFiles.map(({ path, text }) => ({ path, text })), outputs: metafile.outputs };
  console.log(JSON.stringify(built));
}
