import type { BenchOptions } from "../bench_options.ts";
import type { BenchTable } from "../bench_table.ts";
import { runCommand } from "../../fixtures/run_command.ts";
import { residentMemory } from "../../faults/resident_memory.ts";
import { currentNode, machineNode } from "../../runtimes/binaries.ts";
import type { Proxy } from "../proxies/proxy.ts";
import { HONO, HONO_ON_NODE, isHere, OUR_PROXY, OURS_ON_NODE, proxies } from "../proxies/proxies.ts";
import { DEAD_SHARE } from "../schedule.ts";
import { freePort, RAISED, type Server, startServer } from "../start_server.ts";
import { median, quantile } from "../statistics.ts";
import { type MemorySample, MemoryWatch, slopeOf } from "./memory_watch.ts";
import type { ScaleLoad, ScaleLoadResult } from "./numbered_client_main.ts";
import { GAP } from "./numbered_stream.ts";

const CONTENDERS = [OUR_PROXY, HONO, OURS_ON_NODE, HONO_ON_NODE];
const SETUP = { cutoff: 8_000, attempts: 3 };
const STREAMS = 5_000;
const HOLD = 10_000;
const WARM_UP = { streams: 100, events: 3, hold: 0, from: 1_000_000, healthy: true };
// Of the long run: each stream is over, and another begins, after so many events.
const EVENTS = 60;
const INTERVAL = 30_000;
// Share of the memory that the slope may amount to over the long run.
const FLAT = 0.1;
const MEBIBYTE = 2 ** 20;
const SLACK = 32 * MEBIBYTE;
const MINUTE = 60_000;

/** Holds thousands of streams at once through the proxy, and through one that only passes on. */
export async function proxyScale({ streams = STREAMS, minutes }: BenchOptions): Promise<BenchTable> {
  await assertFiles(streams);
  const running = (await proxies()).filter(isHere).filter(({ name }) => CONTENDERS.includes(name));
  const rows: string[][] = [];
  for (const proxy of running) rows.push(await measure(proxy, streams));
  const long = minutes ? await soak(running.find(({ name }) => name === OUR_PROXY), streams, minutes * MINUTE) : "";
  return {
    head: ["", "answered", "first byte, p95", "p99", "mixed up", "open at once", "idle", "at most", "a stream"],
    rows,
    notes: [...describe(streams), long].filter(Boolean),
  };
}

async function measure(proxy: Proxy, streams: number): Promise<string[]> {
  await using upstream = await startNumbered();
  await using server = await proxy.start({ ...SETUP, upstreams: [upstream.url] });
  const load = { url: server.url, headers: server.headers, release: `${upstream.url}/release` };
  await send({ ...load, ...WARM_UP });
  // What it made garbage of may be gone by then.
  await new Promise((resolve) => setTimeout(resolve, GAP));
  await (await fetch(`${upstream.url}/hold`)).text();
  const idle = await residentMemory(server.pid);
  using watch = new MemoryWatch(server.pid, 500);
  const result = await send({ ...load, streams, hold: HOLD, from: 0 });
  console.log(`${proxy.name}: ${tell(result)}`);
  return [
    proxy.name,
    `${(result.whole / streams * 100).toFixed(1)} %`,
    ...[0.95, 0.99].map((share) => seconds(quantile(padded(result, streams), share))),
    String(result.mixed),
    result.atOnce.toLocaleString("en"),
    `${(idle / MEBIBYTE).toFixed(0)} MiB`,
    `${(watch.peak / MEBIBYTE).toFixed(0)} MiB`,
    `${((watch.peak - idle) / result.atOnce / 1_024).toFixed(0)} KiB`,
  ];
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : "none";
}

/** Milliseconds until the first bytes of all streams; those that had none waited for ever. */
function padded({ waited }: ScaleLoadResult, streams: number): number[] {
  return [...waited, ...Array<number>(Math.max(0, streams - waited.length)).fill(Infinity)];
}

/** Keeps the streams up for long, and expects the memory to stay what it is. */
async function soak(proxy: Proxy | undefined, streams: number, duration: number): Promise<string> {
  if (!proxy) return "";
  await using upstream = await startNumbered();
  await using server = await proxy.start({ ...SETUP, upstreams: [upstream.url] });
  const print = ({ at, bytes }: MemorySample) =>
    console.log(`${(at / 1_000).toFixed(0)} s: ${(bytes / MEBIBYTE).toFixed(0)} MiB`);
  using watch = new MemoryWatch(server.pid, Math.min(INTERVAL, duration / 20), print);
  const load = { url: server.url, headers: server.headers, release: `${upstream.url}/release` };
  const result = await send({ ...load, streams, events: EVENTS, hold: duration, from: 0 });
  console.log(`${proxy.name}: ${tell(result)}`);
  // The first third is for the ramp, and the first streams to end.
  const steady = watch.samples.filter(({ at }) => at > duration / 3 && at < duration);
  const [growth, middle] = [slopeOf(steady) * duration, median(steady.map(({ bytes }) => bytes))];
  const isFlat = growth < Math.max(FLAT * middle, SLACK);
  if (!isFlat) Deno.exitCode = 1;
  const all = result.whole + result.mixed + Object.values(result.lost).reduce((sum, count) => sum + count, 0);
  return `${OUR_PROXY}, ${streams.toLocaleString("en")} at once for ${
    (duration / MINUTE).toFixed(0)
  } minutes, each of ` +
    `${EVENTS * GAP / 1_000} s and followed by another: ${result.whole.toLocaleString("en")} of ${
      all.toLocaleString("en")
    } ` +
    `came whole, ${result.mixed} mixed up. Memory ${isFlat ? "is flat" : "isn't flat"}: ${
      (middle / MEBIBYTE).toFixed(0)
    } MiB in the median, by the slope over the ` +
    `last two thirds ${(growth / MEBIBYTE).toFixed(0)} MiB more in that time: ${
      steady.map(({ bytes }) => (bytes / MEBIBYTE).toFixed(0)).join(", ")
    }.`;
}

async function startNumbered(): Promise<Server> {
  const node = await nodePath();
  const port = freePort();
  return await startServer(node, { args: [`${import.meta.dirname}/numbered_upstream_main.ts`, String(port)], port });
}

async function send(load: ScaleLoad): Promise<ScaleLoadResult> {
  const main = `${import.meta.dirname}/numbered_client_main.ts`;
  const signal = AbortSignal.timeout(load.hold + 10 * MINUTE);
  const args = ["-c", RAISED, await nodePath(), main, JSON.stringify(load)];
  return JSON.parse(await runCommand("sh", { args, signal })) as ScaleLoadResult;
}

async function nodePath(): Promise<string> {
  const node = currentNode() ?? await machineNode();
  if (!node) throw new Error("Cannot run proxy-scale: expected Node, which its client and upstream run on");
  return node;
}

function tell({ whole, mixed, lost, atOnce }: ScaleLoadResult): string {
  return `${whole} whole, ${mixed} mixed up, ${atOnce} at once, lost ${JSON.stringify(lost)}`;
}

/** Throws unless a process may open two connections for each stream, and those of re-fetches. */
async function assertFiles(streams: number): Promise<void> {
  const limit = Number(await runCommand("sh", { args: ["-c", "ulimit -Hn"] })) || Infinity;
  if (limit > streams * 2.5) return;
  throw new Error(`Cannot hold ${streams} streams: expected a limit of ${streams * 2.5} open files, got ${limit}`);
}

function describe(streams: number): string[] {
  return [
    `${
      streams.toLocaleString("en")
    } streamed chat completions at once through one process; client and upstream are processes of ` +
    `their own. Each stream has an event every ${
      GAP / 1_000
    } s, which says whose it is and which one, and ends when all have ` +
    `begun and ${HOLD / 1_000} s have passed. ${
      DEAD_SHARE * 100
    } % of them are sent on a connection that's accepted and then ` +
    `silent, half of those after the headers: the proxy has a cutoff of ${
      SETUP.cutoff / 1_000
    } s, and re-fetches them. Mixed ` +
    "up: with an event of another stream, or out of order. A stream: the most memory that the process held, less what it " +
    "held idle after its warm-up, over the streams open at once.",
  ];
}
