import { basename, dirname, join } from "node:path";

/** Tests that run together, and how long they are waited for. */
export interface TestRound {
  readonly name: string;
  readonly files: readonly string[];
  /** Milliseconds; some changes make a test wait for ever. */
  readonly patience: number;
}

// The folders of tests/ that mirror those of src/, and the one of its door.
const ROOMS = [
  ..."attempt,call,checks,create_fetch,cutoff,events,formats,hedge,options,outcome".split(","),
  ..."request,response,resume,runtime,time".split(","),
];
// Ten thousand calls each.
const ENDURANCE = /^(leak_test|.*_soak_test)\.ts$/;
// It measures the time of a thousand calls, which any change moves, or none.
const NOT_OF_BEHAVIOUR = /^(tail_latency|.*matrix)_test\.ts$/;
const PROPERTIES = ["create_fetch_property_test.ts", "hedge_property_test.ts"];

/**
 * Lists the tests that may notice a change to a module, the fastest and the nearest first: its own, those of its room,
 * random cases, the others in virtual time, those over sockets, and those of endurance.
 *
 * @param module The module's file, such as `src/time/timer.ts`; without one, there are no rounds of its own.
 * @param root The repository, or a copy of it.
 */
export async function testRounds(module?: string, root = "."): Promise<TestRound[]> {
  const [own, room, virtual, sockets, endurance]: [string[], string[], string[], string[], string[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  const itsOwn = module?.replace(/^src/, "tests").replace(/\.ts$/, "_test.ts");
  const itsRoom = itsOwn && dirname(itsOwn);
  for (const path of ROOMS.flatMap((name) => testsOf(root, join("tests", name)))) {
    const file = basename(path);
    if (NOT_OF_BEHAVIOUR.test(file)) continue;
    const isSlow = /scripted\(|Command|bundle\(/.test(await Deno.readTextFile(join(root, path)));
    if (ENDURANCE.test(file)) endurance.push(path);
    else if (path === itsOwn) own.push(path);
    else if (isSlow) sockets.push(path);
    else if (dirname(path) === itsRoom) room.push(path);
    else virtual.push(path);
  }
  const rounds = [
    { name: "own tests", files: own, patience: 60_000 },
    { name: "its room", files: room, patience: 60_000 },
    { name: "random cases", files: PROPERTIES.map((file) => join("tests", "properties", file)), patience: 120_000 },
    { name: "virtual time", files: virtual, patience: 300_000 },
    { name: "sockets", files: sockets, patience: 300_000 },
    { name: "endurance", files: endurance, patience: 120_000 },
  ];
  return rounds.filter(({ files }) => files.length > 0);
}

function testsOf(root: string, folder: string): string[] {
  return [...Deno.readDirSync(join(root, folder))]
    .map(({ name }) => join(folder, name))
    .filter((path) => path.endsWith("_test.ts"))
    .sort();
}
