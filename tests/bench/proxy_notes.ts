import { packageVersion } from "./machine.ts";
import { EVENTS, gapAt, ROUNDS } from "./proxy_healthy.ts";
import { DEAD_SHARE, TIMES } from "./schedule.ts";

/** Says what the benchmark of the proxies did, and how far they are alike. */
export function describeProxies(): string[] {
  const { cutoff, patience, medianFirstByte } = TIMES;
  const levels = [1, 16, 64];
  const gaps = levels.map(gapAt);
  const most = Math.max(...levels.map((streams) => Math.round(streams / gapAt(streams) * 1_000)));
  return [
    `Streams under way at once. Healthy: medians of ${ROUNDS} rounds, each of which begins with another contender; all are ` +
    `warmed up alike before. The first byte is that of streams of ${EVENTS.paced} events, one every ${
      gaps.join(", ")
    } ms: ` +
    `no more than ${
      most.toLocaleString("en")
    } events a second together, far below what each can do, or it would be the ` +
    'time that requests wait for a processor. "Hono = 1": beside Hono\'s `proxy()` on the same runtime, round by round, and ' +
    `the range of the middle half. Events a second are those of streams of ${EVENTS.fast} events, a packet each, as fast as ` +
    "they can be sent: client, proxy and upstream then share the machine's processors, and a proxy that joins events, as " +
    "ours does on Deno, spares the client work, so that it may be ahead of no proxy. CPU is that of the proxy's process, by " +
    "`/proc`, for one of those events, its share of the call included.",
    `With dead ones: ${
      DEAD_SHARE * 100
    } % of the upstream's connections never answer, half of them after the headers, ` +
    `and the others take ${medianFirstByte} ms in the median; each proxy is given a cutoff of ${cutoff} ms and two ` +
    `re-fetches where it has such settings. Clients give up after ${patience} ms, which counts as the time of calls ` +
    "not answered.",
    `Proxies run in one process each, on this machine: ours, which writes its log line for each request, and Hono's ` +
    `(${packageVersion("hono")}), both on Deno and on Node; ${
      packageVersion("@portkey-ai/gateway")
    } on Node (with headers ` +
    "that it can change: see tests/bench/proxies/portkey_preload.ts); Debian's nginx and HAProxy, with one worker.",
  ];
}
