import { basename, join } from "node:path";

/** Tests that run together, and how long they are waited for. */
export interface TestRound {
  readonly name: string;
  readonly files: readonly string[];
  /** Milliseconds; some changes make a test wait for ever. */
  readonly patience: number;
}

// Tests of what is published, and of time itself, notice any change, or none.
const NOT_OF_BEHAVIOUR = /^(build|import|pack|publish|readme|size|scale|tail_latency)_test\.ts$/;
// Ten thousand calls each.
const ENDURANCE = /^create_fetch_leak_test\.ts$/;
const PROPERTIES = ["create_fetch_property_test.ts", "hedge_property_test.ts"];

/**
 * Lists the tests that may notice a change to a module, the fastest and the
 * nearest first: its own, random cases, the others in virtual time, those over
 * sockets, of which only a module's very own come first, and those of endurance.
 *
 * @param module The module's file; without one, there is no round of its own tests.
 * @param root The repository, or a copy of it.
 */
export async function testRounds(module?: string, root = "."): Promise<TestRound[]> {
  const [own, virtual, sockets, endurance]: string[][] = [[], [], [], []];
  const name = module && basename(module, ".ts");
  for (const { name: file } of [...Deno.readDirSync(join(root, "tests"))].sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (!file.endsWith("_test.ts") || NOT_OF_BEHAVIOUR.test(file)) continue;
    const path = join("tests", file);
    const isSlow = /scripted\(|Command|bundle\(/.test(await Deno.readTextFile(join(root, path)));
    if (ENDURANCE.test(file)) endurance?.push(path);
    else if (file === `${name}_test.ts` || !isSlow && file.startsWith(`${name}_`)) own?.push(path);
    else if (isSlow) sockets?.push(path);
    else virtual?.push(path);
  }
  const rounds = [
    { name: "own tests", files: own ?? [], patience: 30_000 },
    { name: "random cases", files: PROPERTIES.map((file) => join("tests", "properties", file)), patience: 60_000 },
    { name: "virtual time", files: virtual ?? [], patience: 60_000 },
    { name: "sockets", files: sockets ?? [], patience: 120_000 },
    { name: "endurance", files: endurance ?? [], patience: 120_000 },
  ];
  return rounds.filter(({ files }) => files.length > 0);
}
