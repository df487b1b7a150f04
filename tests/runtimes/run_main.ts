import assert from "node:assert/strict";
import { bundle } from "../../tools/bundle.ts";

/** How a main is run. */
export interface RunMainOptions {
  /** Arguments before the main's own. */
  flags?: string[];
  env?: Record<string, string>;
}

/**
 * Runs a main of this folder in a process of its own, which has to end by itself.
 *
 * @param path The runtime's executable.
 * @param main The file name of the main, which prints JSON.
 * @param argument Its last argument, as JSON.
 * @returns What it printed.
 */
export async function runMain(
  path: string,
  main: string,
  argument: unknown,
  { flags = [], env = {} }: RunMainOptions = {},
): Promise<unknown> {
  const file = await Deno.makeTempFile({ suffix: ".mjs" });
  try {
    const { code } = await bundle(`import "./tests/runtimes/${main}";`, "main.js");
    await Deno.writeTextFile(file, code);
    const command = new Deno.Command(path, {
      args: [...flags, file, JSON.stringify(argument)],
      env,
      signal: AbortSignal.timeout(60_000),
    });
    const { success, stdout, stderr } = await command.output();
    assert.ok(success, `expected exit code 0, got: ${new TextDecoder().decode(stderr)}`);
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(file);
  }
}
