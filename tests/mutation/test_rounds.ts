import { basename, dirname, join } from "node:path";

/** Tests that run together. */
export interface TestRound {
  readonly name: string;
  readonly files: readonly string[];
  /** Milliseconds that they are waited for; some changes make a test wait for ever. */
  readonly patience: number;
  /** Whether they can run in one isolate: what they import is loaded once. */
  readonly isShared: boolean;
}

// The folders of tests/ that mirror those of src/, and the one of its door.
const ROOMS = [
  ..."attempt,call,checks,create_fetch,cutoff,events,formats,hedge,observers,options,outcome".split(","),
  ..."request,response,resume,runtime,time".split(","),
];
// Ten thousand calls each.
const ENDURANCE = /^(leak_test|.*_soak_test)\.ts$/;
// It measures the time of a thousand calls, which any change moves, or none.
const NOT_OF_BEHAVIOUR = /^(tail_latency|.*matrix)_test\.ts$/;
const PROPERTIES = ["create_fetch_property_test.ts", "hedge_property_test.ts"].map((file) =>
  join("tests", "properties", file)
);
const ROUNDS = [
  { name: "own tests", patience: 30_000, isShared: true },
  { name: "its room", patience: 60_000, isShared: true },
  { name: "its sockets", patience: 120_000, isShared: false },
  { name: "virtual time", patience: 300_000, isShared: true },
  { name: "random cases", patience: 120_000, isShared: true },
  { name: "sockets", patience: 300_000, isShared: false },
  { name: "runtimes", patience: 300_000, isShared: false },
  { name: "endurance", patience: 120_000, isShared: false },
];
const SLOW = /scripted\(|Command|bundle\(/;
const OF_RUNTIMES = /runMain\(/;

/**
 * Lists the tests that may notice a change to a module, the fastest and the nearest first: its own, those of its room,
 * over sockets, too, the others in virtual time with random cases last, those over sockets, in other runtimes, and those of endurance.
 *
 * @param module The module's file, such as `src/time/timer.ts`; without one, no round is nearer than another.
 * @param root The repository, or a copy of it.
 */
export async function testRounds(module?: string, root = "."): Promise<TestRound[]> {
  const itsOwn = module?.replace(/^src/, "tests").replace(/\.ts$/, "_test.ts");
  const itsRoom = itsOwn && join("tests", itsOwn.split(/[/]|_test\.ts$/)[1] ?? "");
  const paths = [...ROOMS.flatMap((name) => testsOf(root, join("tests", name))), ...PROPERTIES];
  const named = await Promise.all(paths.map(async (path) => ({ path, name: await roundOf(path) })));

  async function roundOf(path: string): Promise<string | undefined> {
    const file = basename(path);
    if (NOT_OF_BEHAVIOUR.test(file)) return undefined;
    if (ENDURANCE.test(file)) return "endurance";
    if (path === itsOwn) return "own tests";
    const text = await Deno.readTextFile(join(root, path));
    if (OF_RUNTIMES.test(text)) return "runtimes";
    if (SLOW.test(text)) return dirname(path) === itsRoom ? "its sockets" : "sockets";
    if (/property/.test(file)) return "random cases";
    return dirname(path) === itsRoom ? "its room" : "virtual time";
  }

  return ROUNDS
    .map((round) => ({ ...round, files: named.filter(({ name }) => name === round.name).map(({ path }) => path) }))
    .filter(({ files }) => files.length > 0);
}

function testsOf(root: string, folder: string): string[] {
  return [...Deno.readDirSync(join(root, folder))]
    .map(({ name }) => join(folder, name))
    .filter((path) => path.endsWith("_test.ts"))
    .sort();
}
