import type { Standing } from "./bench_table.ts";
import type { Proxied } from "./proxied.ts";
import { type LoadResult, sendLoad } from "./proxy_load.ts";
import type { BenchUpstream } from "./start_upstream.ts";
import { median, quantile } from "./statistics.ts";

const SEED = 7;
const EVENTS = 8;
// So few streams leave the machine idle: all contenders may have theirs at once, and none waits for the others' 3 s.
const FEW = 1;

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
): Promise<{ rows: string[][]; times: Standing[] }> {
  const column = `${load.streams} with dead ones`;
  const measured: { name: string; result: LoadResult }[] = [];
  const send = async (contender: Proxied) => {
    measured.push({ name: contender.name, result: await sendDead(contender, column, load) });
  };
  if (load.streams === FEW) await Promise.all(running.map(send));
  else for (const contender of running) await send(contender);
  const requests = await upstream.requests();
  const inOrder = running.flatMap(({ name }) => measured.filter((one) => one.name === name));
  return {
    rows: inOrder.map(({ name, result }) => {
      const label = `${name}, ${column}`;
      return tell(label, result, requests[label] ?? NaN);
    }),
    times: inOrder.map(({ name, result: { waited } }) => ({ column: `p95 at ${column}`, name, value: p95(waited) })),
  };
}

function sendDead({ name, url, headers }: Proxied, column: string, load: DeadLoad): Promise<LoadResult> {
  const user = (call: number) => ({ name: `${name}, ${column}`, seed: SEED, call });
  return sendLoad({ ...load, url, headers, user, events: EVENTS });
}

function p95(waited: readonly number[]): number {
  return quantile(waited, 0.95);
}

function tell(label: string, { answered, waited }: LoadResult, requests: number): string[] {
  return [
    label,
    `${(answered / waited.length * 100).toFixed(0)} %`,
    `${median(waited).toFixed(0)} ms`,
    "",
    `${p95(waited).toFixed(0)} ms`,
    "",
    "",
    (requests / waited.length).toFixed(2),
  ];
}
