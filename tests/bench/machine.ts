import { createRequire } from "node:module";
import { cpus, totalmem } from "node:os";
import { runtimes } from "./runtimes.ts";

/** Describes the machine that a benchmark ran on, and the runtimes it found there. */
export async function describeMachine(): Promise<string> {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const versions = (await runtimes()).map(({ name }) => name).join(", ");
  const { os, arch } = Deno.build;
  return `${processors.length} × ${processors[0]?.model ?? arch}, ${memory}, ${os} ${Deno.osRelease()}; ${versions}`;
}

/** Returns an npm package's name and its installed version. */
export function packageVersion(name: string): string {
  let folder = import.meta.dirname ?? "";
  const require = createRequire(`${folder}/`);
  // Not every package exports its own description.
  for (const root of require.resolve.paths(name) ?? []) {
    try {
      const { version } = JSON.parse(Deno.readTextFileSync(folder = `${root}/${name}/package.json`));
      return `${name} ${version}`;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find the package ${name}: it was sought up to ${folder}`);
}
