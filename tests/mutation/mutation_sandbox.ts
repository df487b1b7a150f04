import { join } from "node:path";

/** A copy of the library and its tests, for changes; made by {@linkcode sandbox}. */
export interface Sandbox extends AsyncDisposable {
  /** Throws unless every test passes unchanged. */
  assertGreen(): Promise<void>;
  /**
   * Puts a text in the place of a module, runs the tests, and puts the module back.
   *
   * @returns Which round of tests noticed, or `undefined` if none did.
   */
  killer(file: string, text: string): Promise<string | undefined>;
}

// Tests of what is published, and of time itself, notice any change, or none.
const NOT_OF_BEHAVIOUR = /^(build|import|pack|publish|readme|size|scale)_test\.ts$/;
const COPIED = ["mod.ts", "src", "tests", "deno.json", "deno.lock"];
// Some changes make a test wait for ever; the sockets' take the longest by far.
const PATIENCE: Record<string, number> = { "random cases": 30_000, "virtual time": 60_000, sockets: 180_000 };
const CASES = "300";

/** Copies the library, to be changed. */
export async function sandbox(): Promise<Sandbox> {
  const folder = await Deno.makeTempDir();
  await new Deno.Command("cp", { args: ["-r", ...COPIED, folder] }).output();
  await Deno.symlink(await Deno.realPath("node_modules"), join(folder, "node_modules"));
  const rounds = await testRounds();

  async function passes(name: string, files: readonly string[]): Promise<boolean> {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", "--fail-fast", "--sanitize-ops", "--sanitize-resources", ...files],
      cwd: folder,
      env: { PROPERTY_CASES: CASES, PROPERTY_NO_SHRINK: "1" },
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(PATIENCE[name] ?? 0),
    });
    return (await command.output()).success;
  }

  async function killer(): Promise<string | undefined> {
    for (const [name, files] of Object.entries(rounds)) if (!await passes(name, files)) return name;
    return undefined;
  }

  return {
    async assertGreen() {
      const red = await killer();
      if (red) throw new Error(`Cannot tell what a change does: expected tests that pass, got one that fails, ${red}`);
    },
    async killer(file, text) {
      const path = join(folder, file);
      const original = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, text);
      const result = await killer();
      await Deno.writeTextFile(path, original);
      return result;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Returns the tests, the fastest first: random cases, the others in virtual time, and those over sockets. */
async function testRounds(): Promise<Record<string, string[]>> {
  const rounds: Record<string, string[]> = {
    "random cases": ["tests/properties/create_fetch_property_test.ts"],
    "virtual time": [],
    sockets: [],
  };
  for (const { name } of Deno.readDirSync("tests")) {
    if (!name.endsWith("_test.ts") || NOT_OF_BEHAVIOUR.test(name)) continue;
    const path = join("tests", name);
    const isSlow = /scripted\(|Command|bundle\(/.test(await Deno.readTextFile(path));
    rounds[isSlow ? "sockets" : "virtual time"]?.push(path);
  }
  return rounds;
}
