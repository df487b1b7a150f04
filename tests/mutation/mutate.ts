// Changes src/ a little, many times over, each in a copy, and counts how many of the changes a test notices.
// MUTATE: the rooms and modules that are changed, such as `attempt,timer.ts`; MUTANTS: how many changes are tried, evenly
// picked; WORKERS: how many at once; MUTATE_FAST: without endurance
// and other runtimes.
import { basename, join } from "node:path";
import { sandbox } from "./mutation_sandbox.ts";
import { type Mutation, mutations } from "./mutations.ts";
import { scoreTable } from "./score_table.ts";

interface Mutant extends Mutation {
  readonly file: string;
}

const LEAST_SHARE = 0.9;
const [count, workers] = [Number(Deno.env.get("MUTANTS") ?? 240), Number(Deno.env.get("WORKERS") ?? 2)];
const only = Deno.env.get("MUTATE")?.split(",");

/** Lists mutants of all modules, or of those asked for, evenly picked. */
async function mutants(): Promise<Mutant[]> {
  const all: Mutant[] = [];
  for (const file of filesBelow("src").sort()) {
    if (only && !only.some((name) => basename(file) === name || file.startsWith(join("src", name, "/")))) continue;
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

const [queue, tried, survivors, started] = [await mutants(), [] as Mutant[], [] as Mutant[], performance.now()];

const openSandbox = () => sandbox({ isFast: Deno.env.has("MUTATE_FAST") });

async function assertGreen(): Promise<void> {
  await using box = await openSandbox();
  await box.assertGreen();
}

async function work(): Promise<void> {
  await using box = await openSandbox();
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const killer = await box.killer(mutant.file, mutant.text);
    tried.push(mutant);
    if (!killer) survivors.push(mutant);
    console.log(`${killer ?? "SURVIVED"}\t${shown(mutant)}`);
  }
}

function shown({ file, line, operator, before, after }: Mutant): string {
  return `${file}:${line} ${operator}: ${before} -> ${after || "nothing"}`;
}

await assertGreen();
await Promise.all(Array.from({ length: workers }, work));
console.log(
  `\n${scoreTable(tried, survivors)}\n\nin ${Math.round((performance.now() - started) / 1_000)} s; survivors:`,
);
for (const mutant of survivors) console.log(`  ${shown(mutant)}`);
if (survivors.length > (1 - LEAST_SHARE) * tried.length) Deno.exit(1);
