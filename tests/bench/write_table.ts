import { type BenchTable, markdown } from "./bench_table.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { describeMachine } from "./machine.ts";

const BENCHMARKS = new URL("../../docs/benchmarks.md", import.meta.url);

/**
 * Puts a benchmark's table into a page, between the markers
 * `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`, with the machine it ran on.
 *
 * @param name The benchmark's name.
 * @param table What it found.
 * @param page The page; by default `docs/benchmarks.md`.
 * @throws {Error} If the page has no such markers.
 */
export async function writeTable(name: string, table: BenchTable, page: URL = BENCHMARKS): Promise<void> {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const text = await Deno.readTextFile(page);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`Cannot write the table of ${name}: expected the markers ${begin} and ${end} in ${page.pathname}`);
  }
  const day = new Date().toISOString().slice(0, 10);
  const made = `<sub>\`deno task bench ${name}\`, ${day}, on ${await describeMachine()}.</sub>`;
  const section = [begin, markdown(table), made, end].join("\n\n");
  await Deno.writeTextFile(page, `${text.slice(0, from)}${section}${text.slice(to + end.length)}`);
  // Its columns are aligned as everywhere.
  await runCommand(Deno.execPath(), { args: ["fmt", "--quiet", page.pathname] });
}
