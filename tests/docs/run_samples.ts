import { join } from "node:path";
import { runCommand } from "../fixtures/run_command.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { apiUpstream } from "./api_upstream.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
export const PRELOAD = join(ROOT, "tests", "docs", "preload.js");
export const KEYS = { OPENAI_API_KEY: "key", ANTHROPIC_API_KEY: "key" };

/** A sample, and whether it has an end of its own: what serves, or belongs to a test runner, has none. */
export interface Sample {
  readonly code: string;
  readonly isRun: boolean;
}

/**
 * Checks the types of samples on Deno, in which the name of the package stands for this repository, and runs them as they
 * stand, one after another, but for the upstream that they find.
 *
 * @returns What they printed.
 */
export async function runSamples(samples: readonly Sample[]): Promise<string> {
  await using upstream = await apiUpstream();
  const imports = samples.map(({ isRun }, index) => isRun ? `await import("./${nameOf(index)}");\n` : "");
  await using folder = await temporaryFolder({ "main.ts": imports.join(""), ...filesOf(samples) });
  const config = `--config=${ROOT}deno.json`;
  const env = { ...KEYS, UPSTREAM: upstream.url };
  const files = samples.map((_, index) => join(folder.path, nameOf(index)));
  await runCommand(Deno.execPath(), { args: ["check", "--quiet", config, ...files] });
  const args = ["run", "-A", "--no-check", config, `--preload=${PRELOAD}`, join(folder.path, "main.ts")];
  return await runCommand(Deno.execPath(), { args, env });
}

function filesOf(samples: readonly Sample[]): Record<string, string> {
  // In a clone, a sample may import what is in it.
  return Object.fromEntries(samples.map(({ code }, index) => {
    return [nameOf(index), `export {};\n${code.replaceAll('"./edge/', `"${ROOT}edge/`)}`];
  }));
}

function nameOf(index: number): string {
  return `sample_${index + 1}.ts`;
}
