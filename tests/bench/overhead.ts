import { BenchMain } from "./bench_main.ts";
import { type BenchTable, type Standing, whoIsAhead } from "./bench_table.ts";
import { FETCHES, LEAST, OURS, PLAIN } from "./contenders.ts";
import { packageVersion } from "./machine.ts";
import { OVERHEAD_CASES, type OverheadCase, type OverheadRequest, type OverheadResult } from "./overhead_case.ts";
import { type Runtime, runtimes } from "./runtimes.ts";
import { startUpstream } from "./start_upstream.ts";
import { median, ratios, withSpread } from "./statistics.ts";

// What waiting for a first byte takes shows where a body is so small that a call is nearly all there is.
const contendersOf = ({ read }: OverheadCase) =>
  Object.keys(FETCHES).filter((name) => name !== LEAST || read === "json");
const peersOf = (kind: OverheadCase) => contendersOf(kind).filter((name) => name !== PLAIN);

/** Measures what the library adds to a call's time, CPU time and memory, and what ky does. */
export async function overhead(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using main = await BenchMain.of("overhead_main.ts");
  const rows: string[][] = [];
  const standings: Standing[] = [];
  for (const kind of OVERHEAD_CASES) {
    for (const runtime of await runtimes()) {
      const result = await measureTime(main, runtime, kind, upstream.url);
      const peaks = await measurePeaks(main, runtime, kind, upstream.url);
      rows.push(...tell(kind, runtime, result, peaks));
      standings.push(...rank(kind, runtime, result, peaks));
    }
  }
  return {
    head: ["", "through", "plain fetch", "time", "CPU time", "peak memory"],
    rows,
    notes: [
      "Time and CPU time are ratios to plain `fetch` in the same process, taken in turns, in a random order: the median of the rounds, " +
      "and the range of their middle half. Peak memory is that of a process of its own over plain `fetch`'s, " +
      `the median of ${Math.max(...OVERHEAD_CASES.map(({ peaks }) => peaks))}. The upstream is another process. Peer: ${
        packageVersion("ky")
      }, as it comes.`,
      whoIsAhead(standings.filter(({ name }) => name !== LEAST), {
        ours: OURS,
        better: "lower",
        tolerance: 0.05,
        why:
          "ky resolves at the headers, with the platform's own response, whose body no JavaScript touches before the " +
          "caller does. createFetch reads the first chunk before it resolves, and hands on each further one, to see a " +
          "stream fall silent; a small answer that came whole it hands out as it is, if nobody may abort it any more. " +
          "The least wrapper always hands on.",
      }),
    ],
  };
}

function measureTime(main: BenchMain, runtime: Runtime, kind: OverheadCase, url: string): Promise<OverheadResult> {
  return main.run(runtime, request(kind, url, contendersOf(kind)));
}

async function measurePeaks(
  main: BenchMain,
  runtime: Runtime,
  kind: OverheadCase,
  url: string,
): Promise<Record<string, number>> {
  const peaks: Record<string, number[]> = {};
  for (let run = 0; run < kind.peaks; run++) {
    for (const name of contendersOf(kind)) {
      const short = { ...kind, rounds: 2 };
      const { peak } = await main.run<OverheadResult>(runtime, request(short, url, [name]));
      (peaks[name] ??= []).push(peak);
    }
  }
  return Object.fromEntries(Object.entries(peaks).map(([name, samples]) => [name, median(samples)]));
}

function request(kind: OverheadCase, url: string, contenders: string[]): OverheadRequest {
  const { read, calls, rounds, path } = kind;
  return { read, calls, rounds, contenders, url: `${url}${path}`, warmUp: Math.ceil(rounds / 8) };
}

function tell(kind: OverheadCase, runtime: Runtime, result: OverheadResult, peaks: Record<string, number>): string[][] {
  const { time, cpu } = result;
  const plain = { time: time[PLAIN] ?? [], cpu: cpu[PLAIN] ?? [], peak: peaks[PLAIN] };
  return peersOf(kind).map((name) => [
    `${kind.name}, ${runtime.name}`,
    name,
    `${median(plain.time).toFixed(2)} ms`,
    withSpread(ratios(time[name] ?? [], plain.time)),
    withSpread(ratios(cpu[name] ?? [], plain.cpu)),
    plain.peak ? `${((peaks[name] ?? NaN) / plain.peak).toFixed(2)} of ${(plain.peak / 2 ** 20).toFixed(0)} MiB` : "",
  ]);
}

function rank(
  kind: OverheadCase,
  runtime: Runtime,
  { time, cpu }: OverheadResult,
  peaks: Record<string, number>,
): Standing[] {
  const column = `${kind.name} on ${runtime.name}`;
  return peersOf(kind).flatMap((name) => [
    { column: `time of ${column}`, name, value: median(ratios(time[name] ?? [], time[PLAIN] ?? [])) },
    { column: `CPU time of ${column}`, name, value: median(ratios(cpu[name] ?? [], cpu[PLAIN] ?? [])) },
    { column: `memory of ${column}`, name, value: peaks[name] ?? NaN },
  ]);
}
