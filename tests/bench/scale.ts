import { BenchMain } from "./bench_main.ts";
import type { BenchTable } from "./bench_table.ts";
import { OURS, PLAIN } from "./contenders.ts";
import { type Runtime, runtimes } from "./runtimes.ts";
import type { ScaleRequest, ScaleResult } from "./scale_main.ts";
import { startUpstream } from "./start_upstream.ts";
import { median } from "./statistics.ts";

// The most streams take a process the longest, and are the least at the mercy of chance.
const RUNS = { 100: 3, 1_000: 3, 10_000: 1 };

/** Measures the memory of a stream that waits, and how it grows with their number. */
export async function scale(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using main = await BenchMain.of("scale_main.ts");
  const rows: string[][] = [];
  const all = await runtimes();
  for (const runtime of [all.find(({ kind }) => kind === "deno"), all.findLast(({ kind }) => kind === "node")]) {
    for (const [streams, runs] of Object.entries(RUNS)) {
      if (runtime) rows.push(await measure(main, runtime, `${upstream.url}/held`, Number(streams), runs));
    }
  }
  return {
    head: ["streams open at once", "plain fetch, a stream", "createFetch, a stream", "more", "more on the heap"],
    rows,
    notes: [
      "Memory by which a process grew, over the number of its streams, each of which had its first event and waits for " +
      `the next, garbage collected: the median of ${Object.values(RUNS).join(", ")} processes, taken in turns.`,
    ],
  };
}

async function measure(
  main: BenchMain,
  runtime: Runtime,
  url: string,
  streams: number,
  runs: number,
): Promise<string[]> {
  const samples: Record<string, ScaleResult[]> = { [PLAIN]: [], [OURS]: [] };
  for (let run = 0; run < runs; run++) {
    for (const contender of [PLAIN, OURS]) {
      const request: ScaleRequest = { url, contender, streams };
      samples[contender]?.push(await main.run<ScaleResult>(runtime, request));
    }
  }
  const each = (name: string, of: keyof ScaleResult) =>
    median((samples[name] ?? []).map((result) => result[of])) / streams / 1_024;
  const [plain, ours] = [each(PLAIN, "resident"), each(OURS, "resident")];
  const heap = each(OURS, "heap") - each(PLAIN, "heap");
  return [
    `${streams.toLocaleString("en")}, ${runtime.name}`,
    ...[plain, ours, ours - plain, heap].map((size) => `${size.toFixed(1)} KiB`),
  ];
}
