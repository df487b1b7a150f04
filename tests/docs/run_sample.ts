import { join } from "node:path";
import { runCommand } from "../fixtures/run_command.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { apiUpstream } from "./api_upstream.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
export const PRELOAD = join(ROOT, "tests", "docs", "preload.js");
export const KEYS = { OPENAI_API_KEY: "key", ANTHROPIC_API_KEY: "key" };

/** Checks the types of samples on Deno, in which the name of the package stands for this repository. */
export async function checkSamples(samples: readonly string[]): Promise<void> {
  await using folder = await temporaryFolder(filesOf(samples));
  const files = samples.map((_, index) => join(folder.path, nameOf(index)));
  await runCommand(Deno.execPath(), { args: ["check", "--quiet", `--config=${ROOT}deno.json`, ...files] });
}

/**
 * Runs a sample on Deno as it stands, but for the upstream that it finds.
 *
 * @returns What it printed.
 */
export async function runSample(code: string): Promise<string> {
  await using upstream = await apiUpstream();
  await using folder = await temporaryFolder(filesOf([code]));
  const args = ["run", "-A", "--no-check", `--config=${ROOT}deno.json`, `--preload=${PRELOAD}`];
  const env = { ...KEYS, UPSTREAM: upstream.url };
  return await runCommand(Deno.execPath(), { args: [...args, join(folder.path, nameOf(0))], env });
}

function filesOf(samples: readonly string[]): Record<string, string> {
  return Object.fromEntries(samples.map((code, index) => [nameOf(index), code]));
}

function nameOf(index: number): string {
  return `sample_${index + 1}.ts`;
}
