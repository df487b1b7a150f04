import { type BenchTable, markdown } from "./bench_table.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { describeMachine } from "./machine.ts";

const README = new URL("../../README.md", import.meta.url);

/**
 * Puts a benchmark's table into the README, between the markers
 * `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`, with the machine it ran on.
 *
 * @param name The benchmark's name.
 * @param table What it found.
 * @param readme The file.
 * @throws {Error} If the file has no such markers.
 */
export async function writeReadme(name: string, table: BenchTable, readme: URL = README): Promise<void> {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const text = await Deno.readTextFile(readme);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`Cannot write the table of ${name}: expected the markers ${begin} and ${end} in README.md`);
  }
  const day = new Date().toISOString().slice(0, 10);
  const made = `<sub>\`deno task bench ${name}\`, ${day}, on ${await describeMachine()}.</sub>`;
  const section = [begin, markdown(table), made, end].join("\n\n");
  await Deno.writeTextFile(readme, `${text.slice(0, from)}${section}${text.slice(to + end.length)}`);
  // Its columns are aligned as everywhere.
  await runCommand(Deno.execPath(), { args: ["fmt", "--quiet", readme.pathname] });
}
