// Changes src/ a little, many times over, each in a copy, and counts how many of the changes a test notices.
// MUTANTS: how many are tried; MUTATE_FILE: of which modules; WORKERS: how many at once; MUTATE_FAST: without endurance.
import { basename, join } from "node:path";
import { sandbox } from "./mutation_sandbox.ts";
import { type Mutation, mutations } from "./mutations.ts";

interface Mutant extends Mutation {
  readonly file: string;
}

const LEAST_SHARE = 0.85;
const [count, workers] = [Number(Deno.env.get("MUTANTS") ?? 120), Number(Deno.env.get("WORKERS") ?? 2)];
const only = Deno.env.get("MUTATE_FILE")?.split(",");

/** Lists mutants of all modules, or of those asked for, evenly picked. */
async function mutants(): Promise<Mutant[]> {
  const all: Mutant[] = [];
  for (const file of filesBelow("src").sort()) {
    if (only && !only.includes(basename(file))) continue;
    all.push(...mutations(await Deno.readTextFile(file)).map((mutation) => ({ ...mutation, file })));
  }
  const step = Math.max(1, all.length / count);
  console.log(`${all.length} mutants, of which ${Math.min(count, all.length)} are tried`);
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.floor(index * step)])
    .filter((mutant) => mutant !== undefined);
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name)) : join(folder, name)
  );
}

const [queue, survivors, started] = [await mutants(), [] as Mutant[], performance.now()];
let tried = 0;

const openSandbox = () => sandbox({ isFast: Deno.env.has("MUTATE_FAST") });

async function assertGreen(): Promise<void> {
  await using box = await openSandbox();
  await box.assertGreen();
}

async function work(): Promise<void> {
  await using box = await openSandbox();
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const { file, line, operator, before, after } = mutant;
    const killer = await box.killer(file, mutant.text);
    tried++;
    console.log(`${killer ?? "SURVIVED"}\t${file}:${line} ${operator}: ${before} -> ${after || "nothing"}`);
    if (!killer) survivors.push(mutant);
  }
}

await assertGreen();
await Promise.all(Array.from({ length: workers }, work));
const share = (tried - survivors.length) / tried;
console.log(`\nKilled ${tried - survivors.length} of ${tried}, ${(100 * share).toFixed(1)} %`);
console.log(`in ${Math.round((performance.now() - started) / 1_000)} s; survivors:`);
for (const { file, line, operator, before } of survivors) console.log(`  ${file}:${line} ${operator}: ${before}`);
if (share < LEAST_SHARE) Deno.exit(1);
