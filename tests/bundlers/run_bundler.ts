import { currentNode } from "../runtimes/binaries.ts";
import { runCommand } from "../fixtures/run_command.ts";
import type { Bundled, Bundler } from "./bundle_main.ts";

const MAIN = new URL("bundle_main.ts", import.meta.url).pathname;

/**
 * Bundles modules on Node, each into one file.
 *
 * @param bundler The tool.
 * @param entries The modules' paths.
 */
export async function runBundler(bundler: Bundler, entries: readonly string[]): Promise<Bundled[]> {
  const args = [MAIN, bundler, ...entries];
  return JSON.parse(await runCommand(currentNode() ?? "node", { args, env: { NO_COLOR: "1" } }));
}
