import { parseArgs } from "node:util";
import type { BenchOptions } from "./bench_options.ts";
import { type BenchTable, markdown } from "./bench_table.ts";
import { faults } from "./faults/faults.ts";
import { describeMachine } from "./machine.ts";
import { overhead } from "./overhead.ts";
import { parallel } from "./parallel.ts";
import { proxy } from "./proxy.ts";
import { proxyScale } from "./proxy_scale/proxy_scale.ts";
import { recovery } from "./recovery.ts";
import { scale } from "./scale.ts";
import { size } from "./size.ts";
import { timeouts } from "./timeouts.ts";
import { writeTable } from "./write_table.ts";

const BENCHMARKS: Readonly<Record<string, (options: BenchOptions) => Promise<BenchTable>>> = {
  timeouts,
  recovery: () => recovery(),
  overhead,
  scale,
  proxy,
  faults,
  "proxy-scale": proxyScale,
  parallel: () => parallel(),
  size,
};
// The others are on docs/benchmarks.md.
const PAGES: Readonly<Record<string, URL>> = { timeouts: new URL("../../README.md", import.meta.url) };

// `--print` leaves the pages as they are; the others are for `proxy-scale`.
const { values: { print, ...numbers }, positionals: named } = parseArgs({
  args: Deno.args,
  options: { print: { type: "boolean" }, streams: { type: "string" }, minutes: { type: "string" } },
  allowPositionals: true,
});
const options = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
const asked = named.length > 0 ? named : Object.keys(BENCHMARKS);
console.log(await describeMachine());
for (const name of asked) {
  const benchmark = BENCHMARKS[name];
  if (!benchmark) throw new TypeError(`Cannot run ${name}: expected one of ${Object.keys(BENCHMARKS).join(", ")}`);
  const start = performance.now();
  const table = await benchmark(options);
  console.log(`\n## ${name}: ${((performance.now() - start) / 1_000).toFixed(0)} s\n\n${markdown(table)}`);
  if (!print) await writeTable(name, table, PAGES[name]);
}
