import { createRequire } from "node:module";
import { BenchMain } from "./bench_main.ts";
import { type BenchTable, type Standing, whoIsAhead } from "./bench_table.ts";
import { OURS, PLAIN } from "./contenders.ts";
import { packageVersion } from "./machine.ts";
import { EVERYWHERE, HEDGED, LEARNED, RETRY_AGENT } from "./recovery_contenders.ts";
import type { RecoveryRequest, RecoveryResult } from "./recovery_main.ts";
import { type Runtime, runtimes } from "./runtimes.ts";
import { DEAD_SHARE, SIGMA, SPEED, TIMES } from "./schedule.ts";
import { startUpstream } from "./start_upstream.ts";
import { quantile } from "./statistics.ts";

const CALLS = 1_000;
// Before those measured: what learns has learned by then.
const WARM_UP = 100;
const SEED = 7;
const INTERVAL = 20;

/** Sends the same calls, by the same schedule of dead connections, through the library and its peers. */
export async function recovery(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using main = await BenchMain.of("recovery_main.ts");
  const rows: string[][] = [];
  const standings: Standing[] = [];
  for (const [runtime, contenders] of await entries()) {
    const label = runtime.name;
    const undici = contenders.includes(RETRY_AGENT) ? createRequire(import.meta.url).resolve("undici") : undefined;
    const request: RecoveryRequest = {
      ...{
        url: `${upstream.url}/v1`,
        label,
        seed: SEED,
        calls: CALLS,
        warmUp: WARM_UP,
        interval: INTERVAL,
        contenders,
        undici,
      },
    };
    const results = await main.run<Record<string, RecoveryResult>>(runtime, request);
    const requests = await upstream.requests();
    for (const [name, result] of Object.entries(results)) {
      rows.push(tell(`${name}, ${label}`, result, (requests[`${name} on ${label}`] ?? NaN) / (CALLS + WARM_UP)));
      if (name !== LEARNED && name !== HEDGED) standings.push(...rank(name, label, result));
    }
  }
  return {
    head: ["", "answered", "p50", "p95", "p99", "longest", "p99 in the field", "requests a call"],
    rows,
    notes: [...describe(), whoIsAhead(standings, { ours: OURS, better: "lower", tolerance: 0.1 })],
  };
}

async function entries(): Promise<[Runtime, string[]][]> {
  const all = await runtimes();
  const deno = all.find(({ kind }) => kind === "deno");
  const node = all.findLast(({ kind }) => kind === "node");
  return [
    ...(deno ? [[deno, [...EVERYWHERE]] as [Runtime, string[]]] : []),
    ...(node ? [[node, [PLAIN, RETRY_AGENT, OURS, LEARNED, HEDGED]] as [Runtime, string[]]] : []),
  ];
}

function tell(name: string, { answered, waited }: RecoveryResult, requests: number): string[] {
  const times = [0.5, 0.95, 0.99, 1].map((share) => quantile(waited, share));
  return [
    name,
    `${(answered / CALLS * 100).toFixed(1)} %`,
    ...times.map((time) => `${time.toFixed(0)} ms`),
    `${((times[2] ?? NaN) * SPEED / 1_000).toFixed(0)} s`,
    requests.toFixed(2),
  ];
}

function rank(name: string, label: string, { waited }: RecoveryResult): Standing[] {
  const shares = { p50: 0.5, p95: 0.95, p99: 0.99, longest: 1 };
  return Object.entries(shares).map(([column, share]) => (
    { column: `${column} on ${label}`, name, value: quantile(waited, share) }
  ));
}

function describe(): string[] {
  const { medianFirstByte, cutoff, patience } = TIMES;
  const seconds = (ms: number) => `${ms * SPEED / 1_000} s`;
  return [
    `${CALLS.toLocaleString("en")} streamed POST calls each, one every ${INTERVAL} ms, all contenders at once, seed ` +
    `${SEED}. Healthy first bytes are log-normal (median ${medianFirstByte} ms, σ ${SIGMA}); ${
      DEAD_SHARE * 100
    } % of ` +
    "the connections are dead, half before and half after the headers, re-fetches included. Every contender has a " +
    `cutoff of ${cutoff} ms and two re-fetches; callers give up after ${patience} ms, which counts as the time of ` +
    "calls not answered.",
    `Time runs ${SPEED} times faster than in the field, where that is ${seconds(medianFirstByte)}, ` +
    `${seconds(cutoff)} and ${seconds(patience)}: the column "in the field" is computed so, not measured. The waits ` +
    "between the attempts run at that speed, too, but for the openai package's, which cannot be set.",
    "The last two rows of this library learn their cutoff from the times they see, beginning with the same one; " +
    `the ${WARM_UP} calls made before those measured are not counted, for any contender. With ` +
    "hedging, a call may make four attempts, the next one starting after the p95 of the first-byte times.",
    `Peers: ${["ky", "ofetch", "openai", "undici"].map(packageVersion).join(", ")}, each told to re-fetch POST and ` +
    "timeouts where it has a setting for it.",
  ];
}
