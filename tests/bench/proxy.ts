import { type BenchTable, whoIsAhead } from "./bench_table.ts";
import type { Proxied } from "./proxied.ts";
import { isHere, OUR_PROXY, OURS_ON_NODE, proxies } from "./proxies/proxies.ts";
import { measureDead } from "./proxy_dead.ts";
import { measureHealthy, warmUp } from "./proxy_healthy.ts";
import { describeProxies } from "./proxy_notes.ts";
import { TIMES } from "./schedule.ts";
import { startUpstream } from "./start_upstream.ts";

const DIRECT = "no proxy";
const ATTEMPTS = 3;
const HEALTHY = [
  { streams: 1, paced: 40, fast: 40 },
  { streams: 16, paced: 96, fast: 96 },
  { streams: 64, paced: 128, fast: 128 },
];
const DEAD = { streams: 64, calls: 320 };

/** Sends streams through the proxy and its peers: when all is well, and when connections are dead. */
export async function proxy(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using servers = new AsyncDisposableStack();
  const all = await proxies();
  const running: Proxied[] = [{ name: DIRECT, url: upstream.url }];
  for (const { name, plain, start } of all.filter(isHere)) {
    const server = await start({ upstreams: [upstream.url], cutoff: TIMES.cutoff, attempts: ATTEMPTS });
    const { url, pid, headers } = servers.use(server);
    running.push({ name, plain, headers, url, pid });
  }
  await warmUp(running);
  const measured = [];
  for (const load of HEALTHY) measured.push(await measureHealthy(running, load));
  measured.push(await measureDead(running, upstream, DEAD));
  const missing = all.flatMap((proxy) => isHere(proxy) ? [] : [`${proxy.name}: ${proxy.missing}`]);
  return {
    head: [
      "",
      "answered",
      "first byte, p95",
      "p99",
      "p50",
      "p50, Hono = 1",
      "CPU an event",
      "CPU, Hono = 1",
      "events a second",
      "requests a call",
    ],
    rows: [
      ...measured.flatMap(({ rows }) => rows),
      ...missing.map((why) => [why, ...Array<string>(9).fill("")]),
    ],
    notes: [
      ...describeProxies(),
      whoIsAhead(
        measured.flatMap(({ standings }) => standings).filter(({ name }) => ![DIRECT, OURS_ON_NODE].includes(name)),
        {
          ours: OUR_PROXY,
          better: "lower",
          tolerance: 0.1,
          why:
            "Hono's proxy(), nginx and HAProxy pass a body on without a look at it: in each of them an answer that " +
            "breaks off may look complete. On Deno, the runtime moves the body that Hono's passes on, without JavaScript.",
        },
      ),
    ],
  };
}
