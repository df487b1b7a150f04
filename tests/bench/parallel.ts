import { proxyFile } from "../edge/fixtures/proxy_file.ts";
import { machineNode } from "../runtimes/binaries.ts";
import type { BenchTable } from "./bench_table.ts";
import { cpuTime } from "./cpu_time.ts";
import { type LoadResult, sendLoad } from "./proxy_load.ts";
import { freePort, type Server, startServer } from "./start_server.ts";
import { startUpstream } from "./start_upstream.ts";
import { quantile } from "./statistics.ts";

const COUNTS = [1, 2];
const CALLS = 1_000;
const WARM_UP = 100;
const STREAMS = 16;
const EVENTS = 20;
const CLUSTER = new URL("../../examples/proxy_cluster.mjs", import.meta.url).pathname;
const WORKER = new URL("../../edge/worker.ts", import.meta.url).pathname;

/** Starts a proxy with so many threads or processes. */
type Start = (upstream: string, count: number) => Promise<Server>;

/** Measures what a second thread of `deno serve` brings, and a second process of Node's cluster. */
export async function parallel(): Promise<BenchTable> {
  await using upstream = await startUpstream();
  await using file = await proxyFile();
  const node = await machineNode();
  const ways: [name: string, start: Start][] = [["`deno serve --parallel`, threads", serveOnDeno]];
  if (node) ways.push(["Node's cluster, processes", (url, count) => serveOnNode(node, file.path, url, count)]);
  const rows: string[][] = [];
  for (const [name, start] of ways) {
    let alone = NaN;
    for (const count of COUNTS) {
      await using server = await start(upstream.url, count);
      const { perSecond, cpu, waited } = await measure(server);
      alone = count === 1 ? perSecond : alone;
      rows.push([
        `${name}: ${count}`,
        perSecond.toFixed(0),
        (perSecond / alone).toFixed(2),
        `${cpu.toFixed(2)} ms`,
        ...[0.5, 0.99].map((share) => `${quantile(waited, share).toFixed(0)} ms`),
      ]);
    }
  }
  return {
    head: ["proxy", "calls a second", "of one", "CPU a call", "first byte, p50", "p99"],
    rows,
    notes: [
      `${
        CALLS.toLocaleString("en")
      } calls over ${STREAMS} streams, ${EVENTS} events each, after ${WARM_UP} that aren't ` +
      "counted. The client and the upstream run on the same cores and take their share: on two cores, a second process " +
      "finds little left. CPU a call is what one costs, whichever process serves it.",
    ],
  };
}

async function measure({ url, pid }: Server) {
  const load = { url, user: () => ({ name: "parallel" }), streams: STREAMS, events: EVENTS };
  await sendLoad({ ...load, calls: WARM_UP });
  const before = await cpuTime(pid) ?? NaN;
  const start = performance.now();
  const { answered, waited }: LoadResult = await sendLoad({ ...load, calls: CALLS });
  const seconds = (performance.now() - start) / 1_000;
  if (answered < CALLS * 0.99) throw new Error(`Cannot measure: expected ${CALLS} whole answers, got ${answered}`);
  return { perSecond: CALLS / seconds, cpu: ((await cpuTime(pid) ?? NaN) - before) / CALLS, waited };
}

function serveOnDeno(upstream: string, count: number): Promise<Server> {
  const port = freePort();
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const args = ["serve", "--parallel", "--allow-net", "--allow-env", "--unstable-no-legacy-abort", ...address, WORKER];
  return startServer(Deno.execPath(), { args, env: { UPSTREAM_URL: upstream, DENO_JOBS: String(count) }, port });
}

function serveOnNode(node: string, file: string, upstream: string, count: number): Promise<Server> {
  const port = freePort();
  const env = { UPSTREAM_URL: upstream, PORT: String(port) };
  return startServer(node, { args: [CLUSTER, file, String(count)], env, port });
}
