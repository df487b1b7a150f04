import type { Standing } from "./bench_table.ts";
import type { Proxied } from "./proxied.ts";
import { type LoadResult, sendLoad } from "./proxy_load.ts";
import type { MeasuredProxies } from "./proxy_healthy.ts";
import type { BenchUpstream } from "./start_upstream.ts";
import { quantile } from "./statistics.ts";

const SEED = 7;
const EVENTS = 8;
const SHARES = { p95: 0.95, p99: 0.99, p50: 0.5 };

/** How many calls are sent, so many at once. */
export interface DeadLoad {
  readonly streams: number;
  readonly calls: number;
}

/** Measures what becomes of calls where connections are dead. */
export async function measureDead(
  running: readonly Proxied[],
  upstream: BenchUpstream,
  load: DeadLoad,
): Promise<MeasuredProxies> {
  const column = `${load.streams} with dead ones`;
  const measured: { name: string; result: LoadResult }[] = [];
  for (const { name, url, headers } of running) {
    const user = (call: number) => ({ name: `${name}, ${column}`, seed: SEED, call });
    measured.push({ name, result: await sendLoad({ ...load, url, headers, user, events: EVENTS }) });
  }
  const requests = await upstream.requests();
  return {
    rows: measured.map(({ name, result: { answered, waited } }) => [
      `${name}, ${column}`,
      `${(answered / waited.length * 100).toFixed(0)} %`,
      ...Object.values(SHARES).map((share) => `${quantile(waited, share).toFixed(0)} ms`),
      ...["", "", "", ""],
      ((requests[`${name}, ${column}`] ?? NaN) / waited.length).toFixed(2),
    ]),
    standings: measured.flatMap(({ name, result: { waited } }) =>
      Object.entries(SHARES).map(([share, at]): Standing => ({
        column: `${share} at ${column}`,
        name,
        value: quantile(waited, at),
      }))
    ),
  };
}
