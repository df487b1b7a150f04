import { join } from "node:path";
import { runCommand } from "../fixtures/run_command.ts";
import { type TemporaryFolder, temporaryFolder } from "../fixtures/temporary_folder.ts";
import { apiUpstream } from "./api_upstream.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CONFIG = `--config=${ROOT}deno.json`;
export const PRELOAD = join(ROOT, "tests", "docs", "preload.js");
export const KEYS = { OPENAI_API_KEY: "key", ANTHROPIC_API_KEY: "key" };

/** A sample of a page, and whether it has an end of its own: what serves, or belongs to a test runner, has none. */
export interface Sample {
  /** Path of the page, from the root of the repository. */
  readonly page: string;
  readonly code: string;
  readonly isRun: boolean;
}

/** Samples as files of their own, in which the name of the package stands for this repository. */
export class SampleFolder implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly #files: ReadonlyMap<Sample, string>;

  private constructor(folder: TemporaryFolder, files: ReadonlyMap<Sample, string>) {
    this.#folder = folder;
    this.#files = files;
  }

  /** Writes samples into a folder. */
  static async of(samples: readonly Sample[]): Promise<SampleFolder> {
    const files = new Map(samples.map((sample, index) => {
      return [sample, `${sample.page.replaceAll(/\W/g, "_")}_${index + 1}.ts`];
    }));
    const texts = [...files].map(([{ code }, name]) => {
      // In a clone, a sample may import what is in it.
      return [name, `export {};\n${code.replaceAll('"./edge/', `"${ROOT}edge/`)}`];
    });
    return new SampleFolder(await temporaryFolder(Object.fromEntries(texts)), files);
  }

  /** Checks the types of all of them on Deno. */
  async check(): Promise<void> {
    const files = [...this.#files.values()].map((name) => join(this.#folder.path, name));
    await runCommand(Deno.execPath(), { args: ["check", "--quiet", CONFIG, ...files] });
  }

  /** Runs those of a page that have an end, one after another, as they stand but for the upstream that they find. */
  async run(page: string): Promise<void> {
    const names = [...this.#files].filter(([sample]) => sample.page === page && sample.isRun).map(([, name]) => name);
    await using upstream = await apiUpstream();
    await using main = await temporaryFolder({
      "main.ts": names.map((name) => `await import(${JSON.stringify(join(this.#folder.path, name))});\n`).join(""),
    });
    const args = ["run", "-A", "--no-check", CONFIG, `--preload=${PRELOAD}`, join(main.path, "main.ts")];
    await runCommand(Deno.execPath(), { args, env: { ...KEYS, UPSTREAM: upstream.url } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
