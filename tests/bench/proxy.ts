import { type BenchTable, type Standing, whoIsAhead } from "./bench_table.ts";
import { OUR_PROXY, proxies } from "./proxies.ts";
import { measureDead } from "./proxy_dead.ts";
import { measureHealthy, warmUp } from "./proxy_healthy.ts";
import { describeProxies } from "./proxy_notes.ts";
import type { Proxied } from "./proxied.ts";
import { startUpstream } from "./start_upstream.ts";

const DIRECT = "no proxy";
const HEALTHY = [
  { streams: 1, paced: 40, fast: 24 },
  { streams: 16, paced: 96, fast: 64 },
  { streams: 64, paced: 192, fast: 128 },
];
const DEAD = [{ streams: 1, calls: 40 }, { streams: 16, calls: 160 }, { streams: 64, calls: 256 }];

/** Sends streams through the proxy and its peers: when all is well, and when connections are dead. */
export async function proxy(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using servers = new AsyncDisposableStack();
  const running: Proxied[] = [{ name: DIRECT, url: upstream.url }];
  for (const { name, headers, start } of await proxies(upstream.url)) {
    const { url, pid } = servers.use(await start(upstream.url));
    running.push({ name, headers, url, pid });
  }
  await warmUp(running);
  const rows: string[][] = [];
  const times: Standing[] = [];
  const throughputs: Standing[] = [];
  for (const load of HEALTHY) {
    const measured = await measureHealthy(running, load);
    rows.push(...measured.rows);
    times.push(...measured.times);
    throughputs.push(...measured.throughputs);
  }
  for (const load of DEAD) {
    const measured = await measureDead(running, upstream, load);
    rows.push(...measured.rows);
    times.push(...measured.times);
  }
  const ahead = (standings: Standing[], better: "lower" | "higher") =>
    whoIsAhead(standings.filter(({ name }) => name !== DIRECT), {
      ours: OUR_PROXY,
      better,
      tolerance: 0.1,
      why: better === "lower"
        ? "Hono's proxy() and nginx pass a body on without a look at it: Hono's has no clock for silence, and in both " +
          "one that breaks off may look complete."
        : "A body that is watched is read in JavaScript, chunk by chunk.",
    });
  return {
    head: ["", "answered", "first byte, p50", "added", "p95", "events a second", "CPU an event", "requests a call"],
    rows,
    notes: [
      ...describeProxies(),
      `First byte: the p50 of healthy streams, the p95 with dead ones. ${ahead(times, "lower")}`,
      `Throughput. ${ahead(throughputs, "higher")}`,
    ],
  };
}
