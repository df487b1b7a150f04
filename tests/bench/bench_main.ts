import { bundle } from "../../tools/bundle.ts";
import { runCommand } from "../fixtures/run_command.ts";
import type { Runtime } from "./runtimes.ts";

// Milliseconds; on a slow machine the longest of them takes minutes.
const PATIENCE = 600_000;

/**
 * A main of this folder, bundled once, to be run in processes of their own on
 * any runtime; each prints one line of JSON.
 */
export class BenchMain implements AsyncDisposable {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Bundles a main, given by its file name. */
  static async of(name: string): Promise<BenchMain> {
    const file = await Deno.makeTempFile({ suffix: ".mjs" });
    const { code } = await bundle(`import "./tests/bench/${name}";`, "main.js", { external: ["node:*"] });
    await Deno.writeTextFile(file, code);
    return new BenchMain(file);
  }

  /**
   * Runs it to its end.
   *
   * @param runtime What runs it.
   * @param argument What it is told, as JSON.
   * @returns What it printed, parsed.
   */
  async run<Result>(runtime: Runtime, argument: unknown): Promise<Result> {
    const args = [...runtime.flags, this.#file, JSON.stringify(argument)];
    const signal = AbortSignal.timeout(PATIENCE);
    return JSON.parse(await runCommand(runtime.path, { args, env: { NODE_NO_WARNINGS: "1" }, signal })) as Result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#file);
  }
}
