import type { BenchTable } from "../bench_table.ts";
import { packageVersion } from "../machine.ts";
import type { Proxied } from "../proxied.ts";
import { HONO, isHere, OUR_PROXY, OURS_ON_NODE, proxies } from "../proxies/proxies.ts";
import { currentNode } from "../../runtimes/binaries.ts";
import { freePort, type Server, startServer } from "../start_server.ts";
import { type Fault, FAULTS, GAP, WORDS } from "./fault.ts";
import { faultyCall, type FaultyEnd, PATIENCE } from "./faulty_call.ts";

const CUTOFF = 2_000;
const ATTEMPTS = 2;
const ROUNDS = 3;
const WARM_UP = 5;
// Seconds that count as a difference between two proxies.
const SOONER = 0.5;
const COLUMNS = [OUR_PROXY, HONO, "nginx", "HAProxy", "@portkey-ai/gateway"];

type Ends = Readonly<Record<Fault, readonly FaultyEnd[]>>;

/** Shows what clients see of the faults of an upstream, through the proxy and its peers, each with a second upstream. */
export async function faults(): Promise<BenchTable> {
  await using servers = new AsyncDisposableStack();
  const upstreams = await startUpstreams(servers);
  const all = await proxies();
  const running: Proxied[] = [];
  for (const { name, start } of all.filter(isHere).filter(({ name }) => [...COLUMNS, OURS_ON_NODE].includes(name))) {
    const { url, pid, headers } = servers.use(await start({ upstreams, cutoff: CUTOFF, attempts: ATTEMPTS }));
    running.push({ name, url, pid, headers });
  }
  const ends = new Map<string, Ends>();
  await Promise.all(running.map(async (proxied) => ends.set(proxied.name, await endsOf(proxied))));
  const columns = COLUMNS.flatMap((name) => ends.has(name) ? [{ name, ends: ends.get(name) as Ends }] : []);
  const missing = all.flatMap((proxy) => isHere(proxy) ? [] : [`${proxy.name}: ${proxy.missing}.`]);
  return {
    head: ["", ...columns.map(({ name }) => name === OUR_PROXY ? "firstbyte" : name)],
    rows: [
      ["**answers that are whole**", ...columns.map(({ ends }) => count(ends, "whole"))],
      ["**half answers taken for whole**", ...columns.map(({ ends }) => count(ends, "half"))],
      ...FAULTS.map((fault) => [fault, ...columns.map(({ ends }) => describe(ends[fault]))]),
    ],
    notes: [...describeFaults(), ...missing, onNode(ends), whoIsBetter(columns)],
  };
}

async function startUpstreams(servers: AsyncDisposableStack): Promise<string[]> {
  const node = currentNode();
  const [port, second] = [freePort(), freePort()];
  const main = [`${import.meta.dirname}/fault_upstream_main.ts`, String(port), String(second)];
  const args = node ? main : ["run", "-A", ...main];
  const { url }: Server = servers.use(await startServer(node ?? Deno.execPath(), { args, port }));
  return [url, url.replace(`${port}`, `${second}`)];
}

/** Makes the calls of all faults at once: they're of different connections, and nearly all the time is waiting. */
async function endsOf(proxied: Proxied): Promise<Ends> {
  const call = (fault: Fault) => faultyCall(proxied, { fault, call: crypto.randomUUID() });
  for (let round = 0; round < WARM_UP; round++) await call("429");
  const ends = Object.fromEntries(FAULTS.map((fault) => [fault, []])) as unknown as Record<Fault, FaultyEnd[]>;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(FAULTS.map(async (fault) => ends[fault].push(await call(fault))));
  }
  return ends;
}

function count(ends: Ends, kind: FaultyEnd["kind"]): string {
  return `${FAULTS.filter((fault) => ends[fault].every((end) => end.kind === kind)).length} of ${FAULTS.length}`;
}

function describe(ends: readonly FaultyEnd[]): string {
  const cells = new Set(ends.map(outcomeOf));
  const seconds = secondsOf(ends);
  return ends.every(({ kind }) => kind === "waits") ? "waits" : `${[...cells].join(" or ")}, ${seconds.toFixed(1)} s`;
}

function outcomeOf({ kind, what }: FaultyEnd): string {
  if (kind === "whole") return what === "second" ? "second answers" : "answered";
  if (kind === "half") return "half for whole";
  if (kind === "waits") return "waits";
  return /^\d/.test(what) ? `error ${what}` : "error";
}

function secondsOf(ends: readonly FaultyEnd[]): number {
  return ends.map(({ seconds }) => seconds).toSorted((a, b) => a - b)[Math.floor(ends.length / 2)] ?? NaN;
}

function onNode(all: ReadonlyMap<string, Ends>): string {
  const [deno, node] = [all.get(OUR_PROXY), all.get(OURS_ON_NODE)];
  if (!deno || !node) return `${OURS_ON_NODE} wasn't measured.`;
  const outcomes = (ends: Ends, fault: Fault) => [...new Set(ends[fault].map(outcomeOf))].join(" or ");
  const others = FAULTS.filter((fault) => outcomes(deno, fault) !== outcomes(node, fault));
  if (others.length === 0) return "firstbyte on Deno; on Node every call ended the same way.";
  return `firstbyte on Deno; on Node ${others.map((fault) => `${fault}: ${describe(node[fault])}`).join("; ")}.`;
}

/** Says where a peer does better: it answers what ours doesn't, or sooner, or says sooner that it can't. */
function whoIsBetter(columns: readonly { name: string; ends: Ends }[]): string {
  const ours = columns.find(({ name }) => name === OUR_PROXY)?.ends;
  const better = columns.flatMap(({ name, ends }) => {
    const rows = FAULTS.filter((fault) => ours && name !== OUR_PROXY && isBetter(ends[fault], ours[fault]));
    return rows.length > 0 ? [`${name} with ${rows.join(", ")}`] : [];
  });
  return better.length > 0 ? `Ahead of firstbyte: ${better.join("; ")}.` : "No peer is ahead of firstbyte in any row.";
}

const RANKS = { whole: 0, error: 1, waits: 2, half: 3 };

function isBetter(peer: readonly FaultyEnd[], ours: readonly FaultyEnd[]): boolean {
  const rank = (ends: readonly FaultyEnd[]) => Math.max(...ends.map(({ kind }) => RANKS[kind]));
  if (rank(peer) !== rank(ours)) return rank(peer) < rank(ours);
  return secondsOf(peer) < secondsOf(ours) - SOONER;
}

function describeFaults(): string[] {
  const [cutoff, patience, gap] = [CUTOFF, PATIENCE, GAP].map((ms) => `${ms / 1_000} s`);
  return [
    `A program streams a chat completion by OpenAI's SDK (${
      packageVersion("openai")
    }, its own retries off). A cell says ` +
    `what the program sees, and after how long: the median of ${ROUNDS} calls. Each proxy has two upstreams. The first one ` +
    "has the fault, and the second one is healthy. Hono's `proxy()` has only the first one. Each proxy has a limit of " +
    `${cutoff}, if it has a setting for it, and ${ATTEMPTS} attempts. nginx and HAProxy are set to retry a POST. Proxies ` +
    `retry a 429 if they can; HAProxy 2.6 can't. "Waits": no end came within ${patience}. "Half for whole": the program's loop ` +
    "ends as if all was well.",
    `Prelude only: an event with a role and no text, then silence. Slow drip: a comment every ${gap}, never an event. ` +
    "529 in the stream: status 200, then an error as the first event. Cut stream, clean early end, silent half-way: the " +
    `stream stops after three words of ${WORDS.length}. The program has read these words, so no proxy may retry. Healthy, ` +
    `but long: ${WORDS.length} words, one every ${gap}.`,
  ];
}
