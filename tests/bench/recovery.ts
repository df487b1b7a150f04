import { createRequire } from "node:module";
import { BenchMain } from "./bench_main.ts";
import { type BenchTable, type Standing, whoIsAhead } from "./bench_table.ts";
import { OURS, PLAIN } from "./contenders.ts";
import { EVERYWHERE, HEALTHY, HEDGED, LEARNED, RETRY_AGENT } from "./recovery_contenders.ts";
import type { RecoveryRequest, RecoveryResult } from "./recovery_main.ts";
import { describeRecovery } from "./recovery_notes.ts";
import { type Runtime, runtimes } from "./runtimes.ts";
import { SPEED } from "./schedule.ts";
import { startUpstream } from "./start_upstream.ts";
import { quantile } from "./statistics.ts";

const RANKED = { p50: 0.5, p95: 0.95, p99: 0.99, longest: 1 };
const UNRANKED = [HEALTHY, LEARNED, HEDGED];

/** How many calls each contender makes. */
export interface RecoveryOptions {
  /** @default {1_000} */
  calls?: number;
  /**
   * Before those measured: what learns has learned by then.
   *
   * @default {100}
   */
  warmUp?: number;
}

/** Sends the same calls, by the same schedule of dead connections, through the library and its peers. */
export async function recovery({ calls = 1_000, warmUp = 100 }: RecoveryOptions = {}): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using main = await BenchMain.of("recovery_main.ts");
  const rows: string[][] = [];
  const standings: Standing[] = [];
  const schedule = { seed: 7, interval: 40, calls, warmUp };
  for (const [runtime, contenders] of await entries()) {
    const label = runtime.name;
    const undici = contenders.includes(RETRY_AGENT) ? createRequire(import.meta.url).resolve("undici") : undefined;
    const request: RecoveryRequest = { ...schedule, url: `${upstream.url}/v1`, label, contenders, undici };
    const results = await main.run<Record<string, RecoveryResult>>(runtime, request);
    const requests = await upstream.requests();
    const healthy = quantile(results[HEALTHY]?.waited ?? [], RANKED.p99);
    for (const [name, result] of Object.entries(results)) {
      const share = (requests[`${name} on ${label}`] ?? NaN) / (calls + warmUp);
      rows.push(tell(`${name}, ${label}`, result, healthy, share));
      if (!UNRANKED.includes(name)) standings.push(...rank(name, label, result));
    }
  }
  return {
    head: ["", "answered", "p50", "p95", "p99", "p99, healthy = 1", "longest", "p99 in the field", "requests a call"],
    rows,
    notes: [...describeRecovery(schedule), whoIsAhead(standings, { ours: OURS, better: "lower", tolerance: 0.1 })],
  };
}

async function entries(): Promise<[Runtime, string[]][]> {
  const all = await runtimes();
  const deno = all.find(({ kind }) => kind === "deno");
  const node = all.findLast(({ kind }) => kind === "node");
  return [
    ...(deno ? [[deno, [...EVERYWHERE]] as [Runtime, string[]]] : []),
    ...(node ? [[node, [HEALTHY, PLAIN, RETRY_AGENT, OURS, LEARNED, HEDGED]] as [Runtime, string[]]] : []),
  ];
}

function tell(name: string, { answered, waited }: RecoveryResult, healthy: number, requests: number): string[] {
  const [p50 = NaN, p95 = NaN, p99 = NaN, longest = NaN] = Object.values(RANKED).map((share) =>
    quantile(waited, share)
  );
  return [
    name,
    `${(answered / waited.length * 100).toFixed(1)} %`,
    ...[p50, p95, p99].map((time) => `${time.toFixed(0)} ms`),
    (p99 / healthy).toFixed(1),
    `${longest.toFixed(0)} ms`,
    `${(p99 * SPEED / 1_000).toFixed(0)} s`,
    requests.toFixed(2),
  ];
}

function rank(name: string, label: string, { waited }: RecoveryResult): Standing[] {
  return Object.entries(RANKED).map(([column, share]) => (
    { column: `${column} on ${label}`, name, value: quantile(waited, share) }
  ));
}
