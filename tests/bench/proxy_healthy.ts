import type { Standing } from "./bench_table.ts";
import { cpuTime } from "./cpu_time.ts";
import type { Proxied } from "./proxied.ts";
import { type LoadResult, sendLoad } from "./proxy_load.ts";
import { median, quantile, ratios, withSpread } from "./statistics.ts";

/** Rounds that are measured, each of which begins with another contender. */
export const ROUNDS = 5;

/** Events of an answer: at a pace that leaves the machine idle for most of the time, and as fast as they can be sent. */
export const EVENTS = { paced: 8, fast: 50 };

/** Milliseconds between the events of a paced stream: the more streams, the slower each. */
export function gapAt(streams: number): number {
  return Math.max(1, Math.round(streams * 1.25));
}

const [P50, P95, P99] = [0.5, 0.95, 0.99] as const;

// V8 optimizes what it has run some thousand times.
const WARM_UP = { rounds: 3, calls: 200, streams: 16 };

/** How many calls a round sends, so many at once. */
export interface HealthyLoad {
  readonly streams: number;
  readonly paced: number;
  readonly fast: number;
}

interface Round {
  readonly paced: LoadResult;
  readonly fast: LoadResult;
  /** Microseconds of the proxy's CPU time for an event of the fast ones. */
  readonly cpu: number | undefined;
}

/** Has the client, the upstream and every proxy run for a while, all alike, before anything is measured. */
export async function warmUp(running: readonly Proxied[]): Promise<void> {
  const { rounds, calls, streams } = WARM_UP;
  for (let round = 0; round < rounds; round++) {
    for (const { name, url, headers } of running) {
      await sendLoad({ url, headers, user: () => ({ name }), calls, streams, events: EVENTS.fast });
    }
  }
}

/** What was found. */
export interface MeasuredProxies {
  readonly rows: string[][];
  readonly standings: Standing[];
}

/** Measures the time to first byte of paced streams, and the throughput of fast ones, the contenders in turns. */
export async function measureHealthy(running: readonly Proxied[], load: HealthyLoad): Promise<MeasuredProxies> {
  const results = new Map<string, Round[]>(running.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % running.length;
    for (const contender of [...running.slice(first), ...running.slice(0, first)]) {
      results.get(contender.name)?.push(await measureRound(contender, load));
    }
  }
  const column = `${load.streams} healthy`;
  const measured = running.map(({ name, plain = "" }) => ({
    name,
    rounds: results.get(name) ?? [],
    plain: results.get(plain),
  }));
  return {
    rows: measured.map(({ name, rounds, plain }) => tell(`${name}, ${column}`, rounds, plain)),
    standings: measured.flatMap(({ name, rounds }) => [
      { column: `first byte at ${column}`, name, value: median(firstBytes(rounds, P50)) },
      { column: `CPU at ${column}`, name, value: cpuOf(rounds) ?? Infinity },
    ]),
  };
}

async function measureRound({ name, url, headers, pid }: Proxied, load: HealthyLoad): Promise<Round> {
  const { streams } = load;
  const gap = gapAt(streams);
  const paced = await sendLoad({
    ...{ url, headers, user: () => ({ name, gap }), calls: load.paced, streams, events: EVENTS.paced },
    spread: gap * EVENTS.paced,
  });
  const before = pid && await cpuTime(pid);
  const fast = await sendLoad({ url, headers, user: () => ({ name }), calls: load.fast, streams, events: EVENTS.fast });
  const after = pid && await cpuTime(pid);
  const events = load.fast * EVENTS.fast;
  const cpu = before === undefined || after === undefined ? undefined : (after - before) / events * 1_000;
  return { paced, fast, cpu };
}

/** A quantile of the first bytes, of each round. */
function firstBytes(rounds: readonly Round[], share: number): number[] {
  return rounds.map(({ paced }) => quantile(paced.waited, share));
}

/** Microseconds an event; the clock of the system is too coarse for a single round. */
function cpuOf(rounds: readonly Round[]): number | undefined {
  const samples = rounds.flatMap(({ cpu }) => cpu ?? []);
  return samples.length > 0 ? samples.reduce((sum, value) => sum + value, 0) / samples.length : undefined;
}

function tell(label: string, rounds: readonly Round[], plain: readonly Round[] | undefined): string[] {
  const all = rounds.flatMap(({ paced, fast }) => [paced, fast]);
  const answered = all.reduce((sum, result) => sum + result.answered, 0);
  const calls = all.reduce((sum, { waited }) => sum + waited.length, 0);
  const [cpu, plainCpu] = [cpuOf(rounds), plain && cpuOf(plain)];
  return [
    label,
    `${(answered / calls * 100).toFixed(0)} %`,
    `${median(firstBytes(rounds, P95)).toFixed(1)} ms`,
    `${median(firstBytes(rounds, P99)).toFixed(1)} ms`,
    `${median(firstBytes(rounds, P50)).toFixed(1)} ms`,
    plain ? withSpread(ratios(firstBytes(rounds, P50), firstBytes(plain, P50))) : "",
    cpu === undefined ? "" : `${cpu.toFixed(0)} µs`,
    cpu === undefined || plainCpu === undefined ? "" : (cpu / plainCpu).toFixed(2),
    Math.round(median(rounds.map(({ fast }) => fast.throughput))).toLocaleString("en"),
    "",
  ];
}
