// Runs esbuild with the JSON options of its standard input, and prints the result. It's a separate process, since esbuild's
// service stops late, and a test shouldn't wait for it.
import { build, type BuildOptions, stop } from "esbuild";
import { nodeBuiltins } from "./node_builtins.ts";
import { npmSpecifiers } from "./npm_specifiers.ts";
import { sideEffectFree } from "./side_effect_free.ts";

/** A file that esbuild made. */
export interface BuiltFile {
  readonly path: string;
  readonly text: string;
}

if (import.meta.main) {
  const options: BuildOptions = await new Response(Deno.stdin.readable).json();
  const plugins = [npmSpecifiers, nodeBuiltins, sideEffectFree];
  const { outputFiles } = await build({ ...options, plugins, write: false });
  await stop();
  const files: BuiltFile[] = outputFiles.map(({ path, text }) => ({ path, text }));
  console.log(JSON.stringify(files));
}
