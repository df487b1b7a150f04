import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { trickle } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import { servedProxy } from "../edge/fixtures/served_proxy.ts";

const STREAMS = 1_000;
const EVENTS = 10;
const MIB = 2 ** 20;

Deno.test("deno task serve carries 1,000 streams at once past dead connections, and frees them", async () => {
  await using upstream = await scripted(partlyDead());
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "2", MAX_ATTEMPTS: "6" });
  await round(proxy.url, "warm");
  await upstream.allClosed();
  const before = await usage(proxy.pid);

  await round(proxy.url, "again");
  await upstream.allClosed();

  // A stream that found a connection just freed by another came on no new one.
  assert.ok(upstream.requests.length > STREAMS * 2 * 1.1);
  const lines = await proxy.log.lines(STREAMS * 2);
  assert.deepEqual(lines.filter(({ outcome, status }) => outcome !== "complete" || status !== 200), []);
  const after = await usage(proxy.pid, before.files + 5);
  assert.ok(after.files <= before.files + 5, `${before.files} open files before, ${after.files} after`);
  assert.ok(after.memory <= before.memory + 128 * MIB, `${before.memory} bytes before, ${after.memory} after`);
});

/** Reads all streams at once, each to its end, and finds in each its own events alone. */
async function round(url: string, name: string): Promise<void> {
  // With its connections go the proxy's to this client.
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const init: RequestInit & { client: Deno.HttpClient } = { client };
  const ids = Array.from({ length: STREAMS }, (_, index) => `${name}-${index}`);
  await Promise.all(ids.map(async (id) => {
    const response = await fetch(`${url}/${id}`, init);
    assert.equal(await response.text(), eventsOf(`/${id}`).join(""));
  }));
}

/** Never answers on a fifth of the connections that new streams come on. */
function partlyDead(): Script {
  const dead = new WeakMap<Socket, boolean>();
  const paths = new Set<string>();
  return async (exchange) => {
    const { socket, request: { path } } = exchange;
    if (!dead.has(socket)) dead.set(socket, !paths.has(path) && paths.size % 5 === 0);
    paths.add(path);
    if (!dead.get(socket)) await trickle(eventsOf(path), 20)(exchange);
  };
}

function eventsOf(path: string): string[] {
  return Array.from({ length: EVENTS }, (_, index) => `data: ${path} ${index}\n\n`);
}

/** Open files and resident bytes of a process, once it has few enough, or after five seconds: nothing tells when it closes them. */
async function usage(pid: number, few = Infinity): Promise<{ files: number; memory: number }> {
  const until = performance.now() + 5_000;
  const openFiles = async () => (await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`))).length;
  let files = await openFiles();
  while (files > few && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    files = await openFiles();
  }
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return { files, memory: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1_024 };
}
