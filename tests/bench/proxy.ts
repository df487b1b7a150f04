import { type BenchTable, type Standing, whoIsAhead } from "./bench_table.ts";
import { packageVersion } from "./machine.ts";
import { OUR_PROXY, proxies, type Proxy } from "./proxies.ts";
import { type LoadResult, sendLoad } from "./proxy_load.ts";
import { DEAD_SHARE, TIMES } from "./schedule.ts";
import { type BenchUpstream, startUpstream } from "./start_upstream.ts";
import { median, quantile } from "./statistics.ts";

const ROUNDS = 3;
const SEED = 7;
const HEALTHY = { events: 50, calls: { 1: 32, 16: 96, 64: 192 } };
const DEAD = { events: 8, calls: { 1: 15, 16: 160, 64: 256 } };
const DIRECT: Proxy = { name: "no proxy", start: (url) => Promise.resolve({ url, async [Symbol.asyncDispose]() {} }) };

interface Running extends Pick<Proxy, "name" | "headers"> {
  readonly url: string;
}

/** Sends streams through the proxy and its peers: when all is well, and when connections are dead. */
export async function proxy(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using servers = new AsyncDisposableStack();
  const running: Running[] = [];
  for (const { name, headers, start } of [DIRECT, ...await proxies(upstream.url)]) {
    running.push({ name, headers, url: servers.use(await start(upstream.url)).url });
  }
  const rows: string[][] = [];
  const standings: Standing[] = [];
  for (const [streams, calls] of Object.entries(HEALTHY.calls)) {
    await measureHealthy(running, Number(streams), calls, rows, standings);
  }
  for (const [streams, calls] of Object.entries(DEAD.calls)) {
    await measureDead(running, upstream, Number(streams), calls, rows, standings);
  }
  const peers = standings.filter(({ name }) => name !== DIRECT.name);
  return {
    head: ["", "answered", "first byte, p50", "p95", "events a second", "requests a call"],
    rows,
    notes: [...describe(), whoIsAhead(peers, { ours: OUR_PROXY, better: "lower", tolerance: 0.1 })],
  };
}

async function measureHealthy(
  running: readonly Running[],
  streams: number,
  calls: number,
  rows: string[][],
  standings: Standing[],
): Promise<void> {
  const results = new Map<string, LoadResult[]>(running.map(({ name }) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const { name, url, headers } of running) {
      const { events } = HEALTHY;
      const result = await sendLoad({ url, headers, user: () => name, calls, streams, events });
      if (round >= 0) results.get(name)?.push(result);
    }
  }
  for (const [name, rounds] of results) {
    const of = (read: (result: LoadResult) => number) => median(rounds.map(read));
    const [middle, high] = [of(({ waited }) => median(waited)), of(({ waited }) => quantile(waited, 0.95))];
    rows.push([
      `${name}, ${streams} healthy`,
      `${(of(({ answered }) => answered) / calls * 100).toFixed(0)} %`,
      `${middle.toFixed(1)} ms`,
      `${high.toFixed(1)} ms`,
      Math.round(of(({ throughput }) => throughput)).toLocaleString("en"),
      "",
    ]);
    standings.push({ column: `p50 at ${streams} healthy`, name, value: middle });
  }
}

async function measureDead(
  running: readonly Running[],
  upstream: BenchUpstream,
  streams: number,
  calls: number,
  rows: string[][],
  standings: Standing[],
): Promise<void> {
  const label = (name: string) => `${name}, ${streams} with dead ones`;
  for (const { name, url, headers } of running) {
    const user = (call: number) => `${label(name)}|${SEED}|${call}`;
    const { answered, waited } = await sendLoad({ url, headers, user, calls, streams, events: DEAD.events });
    const requests = (await upstream.requests())[label(name)] ?? NaN;
    const high = quantile(waited, 0.95);
    rows.push([
      label(name),
      `${(answered / calls * 100).toFixed(0)} %`,
      `${median(waited).toFixed(0)} ms`,
      `${high.toFixed(0)} ms`,
      "",
      (requests / calls).toFixed(2),
    ]);
    standings.push({ column: `p95 at ${streams} with dead ones`, name, value: high });
  }
}

function describe(): string[] {
  const { cutoff, patience, medianFirstByte } = TIMES;
  return [
    `Streams under way at once. Healthy: ${HEALTHY.events} events each, a packet each, as fast as they can be sent; ` +
    `the median of ${ROUNDS} rounds, taken in turns. With dead ones: ${DEAD_SHARE * 100} % of the upstream's ` +
    `connections never answer, half of them after the headers, and the others take ${medianFirstByte} ms in the ` +
    `median; each proxy is given a cutoff of ${cutoff} ms and two re-fetches where it has such settings. Clients give ` +
    `up after ${patience} ms, which counts as the time of calls not answered.`,
    `Proxies run in one process of one thread each, on this machine: ours and Hono's (${packageVersion("hono")}) on ` +
    `Deno, ${packageVersion("@portkey-ai/gateway")} on Node (with headers that it can change: see ` +
    "tests/bench/portkey_preload.ts), Debian's nginx where it is installed.",
  ];
}
