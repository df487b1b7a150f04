import { join } from "node:path";
import { type TestRound, testRounds } from "./test_rounds.ts";

/** A copy of the library and its tests, for changes; made by {@linkcode sandbox}. */
export interface Sandbox extends AsyncDisposable {
  /** Throws unless every test passes unchanged. */
  assertGreen(): Promise<void>;
  /**
   * Puts a text in the place of a module, runs the tests, and puts the module back.
   *
   * @returns Which test noticed, and in which round; `undefined` if none did.
   */
  killer(file: string, text: string): Promise<string | undefined>;
}

const COPIED = ["mod.ts", "src", "tests", "tools", "docs", "deno.json", "deno.lock"];
const SLOWEST = ["runtimes", "endurance"];
const CASES = "300";

/**
 * Copies the library, to be changed.
 *
 * @param isFast Whether to leave out the tests of endurance, and those in other runtimes, which take the longest by far.
 */
export async function sandbox({ isFast }: { isFast: boolean }): Promise<Sandbox> {
  const folder = await Deno.makeTempDir();
  await new Deno.Command("cp", { args: ["-r", ...COPIED, folder] }).output();
  await Deno.symlink(await Deno.realPath("node_modules"), join(folder, "node_modules"));

  /** Returns the test that fails in a round, if one does. */
  async function failure({ files, patience, isShared }: TestRound): Promise<string | undefined> {
    const entry = join("tests", "mutation_round.ts");
    await Deno.writeTextFile(join(folder, entry), files.map((file) => `import "../${file}";\n`).join(""));
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "-A",
        "--no-check",
        "--fail-fast",
        "--sanitize-ops",
        "--sanitize-resources",
        ...(isShared ? [entry] : files),
      ],
      cwd: folder,
      env: { PROPERTY_CASES: CASES, HEDGE_CASES: CASES, PROPERTY_NO_SHRINK: "1", NO_COLOR: "1" },
      stderr: "null",
      signal: AbortSignal.timeout(patience),
    });
    const { success, stdout } = await command.output();
    if (success) return undefined;
    return /^(.*) \.\.\. FAILED/m.exec(new TextDecoder().decode(stdout))?.[1] ?? "one that does not end, or load";
  }

  async function rounds(file?: string): Promise<TestRound[]> {
    const all = await testRounds(file, folder);
    return all.filter(({ name }) => !isFast || !SLOWEST.includes(name));
  }

  return {
    async assertGreen() {
      for (const round of await rounds()) {
        const red = await failure(round);
        if (red) throw new Error(`Cannot tell what a change does: expected tests that pass unchanged, got ${red}`);
      }
    },
    async killer(file, text) {
      const path = join(folder, file);
      const original = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, text);
      try {
        for (const round of await rounds(file)) {
          const red = await failure(round);
          if (red) return `${round.name}: ${red}`;
        }
        return undefined;
      } finally {
        await Deno.writeTextFile(path, original);
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
