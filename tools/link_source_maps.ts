import { Buffer } from "node:buffer";
import { basename, join } from "node:path";

const INLINE_MAP = /(?<=sourceMappingURL=)data:application\/json;base64,(\S+)/;

/**
 * Moves the source map in each module of a folder to a file beside it, so that it's loaded only where a trace is shown. The
 * maps keep the sources' text, and name them as if they lay there, too, not by paths of the machine that made them.
 *
 * @param folder The folder's path.
 */
export async function linkSourceMaps(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await linkSourceMaps(path);
    else if (name.endsWith(".js")) await linkSourceMap(path);
  }
}

async function linkSourceMap(path: string): Promise<void> {
  const code = await Deno.readTextFile(path);
  const [, encoded] = INLINE_MAP.exec(code) ?? [];
  if (encoded === undefined) throw new Error(`Cannot link the source map of ${path}: expected one in its text`);
  const map: { sources: string[] } = JSON.parse(Buffer.from(encoded, "base64").toString());
  const sources = map.sources.map((source) => basename(source));
  await Deno.writeTextFile(`${path}.map`, JSON.stringify({ ...map, sources }));
  await Deno.writeTextFile(path, code.replace(INLINE_MAP, `${basename(path)}.map`));
}
