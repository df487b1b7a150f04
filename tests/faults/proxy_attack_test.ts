import assert from "node:assert/strict";
import { type RawClient, rawClient } from "../edge/fixtures/raw_client.ts";
import { type ServedProxy, servedProxy } from "../edge/fixtures/served_proxy.ts";
import { pause } from "../fixtures/scripts.ts";
import { neighbour } from "./neighbour.ts";
import { residentMemory } from "./resident_memory.ts";
import { type SinkUpstream, sinkUpstream } from "./sink_upstream.ts";

const MEBIBYTE = 2 ** 20;
const BODY = 128 * MEBIBYTE;
// What a runtime's heap and the buffers of the sockets may grow by meanwhile: less than what was sent.
const MOST_GROWTH = 96 * MEBIBYTE;
// What a test waits for at most.
const PATIENCE = 60_000;

/** Registers a test of a proxy in a process of its own, beside which a neighbour has to be served. */
function attack(behaviour: string, run: (proxy: ServedProxy, upstream: SinkUpstream) => Promise<void>): void {
  Deno.test(`createProxy() ${behaviour}`, async () => {
    await using upstream = await sinkUpstream();
    await using proxy = await servedProxy({
      UPSTREAMS: JSON.stringify({ api: upstream.url }),
      MAX_REPLAY_BYTES: `${MEBIBYTE}`,
      ALLOWED_HOSTS: "a",
    });
    const url = `${proxy.url}/api/neighbour`;
    // Memory that the runtime allocates only once isn't growth.
    await (await fetch(url, { method: "POST", body: endless(16 * MEBIBYTE) })).text();
    const before = await residentMemory(proxy.pid);
    // Where it listens, and what for.
    const said = proxy.errors.length;
    {
      await using beside = neighbour(url);
      await run(proxy, upstream);
      void beside;
    }
    const growth = await residentMemory(proxy.pid) - before;
    assert.ok(growth < MOST_GROWTH, `expected memory to stay, got ${Math.round(growth / MEBIBYTE)} MiB more`);
    assert.equal(proxy.errors.length, said, proxy.errors.join("\n"));
  });
}

function endless(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode("x".repeat(2 ** 16));
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes) return controller.close();
      controller.enqueue(chunk);
      sent += chunk.byteLength;
    },
  });
}

attack("sends an oversized body on without keeping it", async (proxy, upstream) => {
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const response = await fetch(`${proxy.url}/api/a`, { method: "POST", headers, body: endless(BODY) });

  assert.deepEqual([response.status, await response.text()], [200, "sunk"]);
  assert.ok(upstream.bytes >= BODY);
  assert.deepEqual(upstream.requests, ["POST /a"]);
});

attack("lets go of an endless body when its sender leaves", async (proxy, upstream) => {
  const controller = new AbortController();
  const body = endless(Infinity);
  const pending = fetch(`${proxy.url}/api/a`, { method: "POST", body, signal: controller.signal });
  // Deno sends on what a client uploads ever more slowly, through a proxy of three lines too; had this one kept
  // what it could not send, its memory would tell.
  await until(() => upstream.bytes >= BODY / 4);
  controller.abort();

  await assert.rejects(pending);
  await until(() => upstream.cutOff > 0);
  assert.deepEqual(upstream.requests, ["POST /a"]);
});

attack("serves others beside clients that drip their requests", async (proxy, upstream) => {
  const heads = await connect(proxy, 300, "GET /api/a HTTP/1.1\r\nhost: a\r\nx-drip: ");
  const bodies = await connect(proxy, 100, "POST /api/b HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n");
  for (let round = 0; round < 20; round++) {
    for (const client of [...heads, ...bodies]) client.send("x");
    await rest(50);
  }

  assert.ok(!upstream.requests.includes("GET /a"), "half a request is none");
  for (const client of [...heads, ...bodies]) client[Symbol.dispose]();
  await until(() => upstream.cutOff === upstream.requests.length);
});

attack("answers 10,000 requests for paths that do not exist by itself", async (proxy, upstream) => {
  let count = 0;
  const statuses = new Set<number>();
  const ask = async () => {
    while (count < 10_000) {
      const response = await fetch(`${proxy.url}/nowhere/${count++}/${"x".repeat(count % 100)}`);
      await response.body?.cancel();
      statuses.add(response.status);
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));

  assert.deepEqual([[...statuses], upstream.requests], [[404], []]);
});

const SMUGGLED = "GET /api/smuggled HTTP/1.1\r\nhost: a\r\n\r\n";
const FRAMINGS = [
  "content-length: 6\r\ntransfer-encoding: chunked",
  "transfer-encoding: chunked\r\ncontent-length: 6",
  "content-length: 6\r\ncontent-length: 50",
  "content-length: +6",
  "content-length : 6",
  "content-length: 0x6",
  "content-length: 6, 50",
  "transfer-encoding: xchunked\r\ncontent-length: 6",
  "transfer-encoding : chunked\r\ncontent-length: 6",
  "transfer-encoding:\tchunked\r\ncontent-length: 6",
  "transfer-encoding: identity, chunked\r\ncontent-length: 6",
  "transfer-encoding: chunked\r\ntransfer-encoding: x\r\ncontent-length: 6",
  "x: y\n transfer-encoding: chunked\r\ncontent-length: 6",
];

attack("takes no request out of another one's body, however it is framed", async (proxy, upstream) => {
  for (const framing of FRAMINGS) {
    for (const body of ["0\r\n\r\nX", "5\r\nabcde\r\n0\r\n\r\n", "5;\nx=\r\nabcde\r\n0\r\n\r\n", "G"]) {
      const head = `POST /api/a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${framing}\r\n\r\n`;
      using client = await rawClient(proxy.url, `${head}${body}${SMUGGLED}`);
      await within(100, client.end());
    }
  }
  // A request that the proxy itself has read isn't smuggled.
  const paths = new Set(proxy.log.text.map((line) => JSON.parse(line).path.replace("/api", "")));
  for (const request of upstream.requests) {
    assert.ok(paths.has(request.split(" ")[1]), `expected no request that the proxy has not logged, got ${request}`);
  }
  assert.ok(!upstream.requests.includes("GET /smuggled"), upstream.requests.join());
});

const INJECTIONS = [
  "GET /api/a HTTP/1.1\r\nhost: a\r\nx-a: b\rx-injected: 1\r\n\r\n",
  "GET /api/a HTTP/1.1\r\nhost: a\r\nx-a: b\0x-injected: 1\r\n\r\n",
  "GET /api/a HTTP/1.1\r\nhost: a\r\nx-a: b\0\r\nx-b: \x01\r\n\r\n",
  "GET /api/a%0d%0ax-injected:%201 HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET /api/a\rx-injected: HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET /api/a HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 1.2.3.4\r\nconnection: x-hop\r\nx-hop: 1\r\n\r\n",
  "GET /api/a HTTP/1.1\r\nhost: a\r\nhost: b\r\nx-injected\r\n\r\n",
];

attack("lets no header in that its client did not send as one", async (proxy, upstream) => {
  for (const text of INJECTIONS) {
    using client = await rawClient(proxy.url, text);
    await within(200, client.response());
  }

  assert.ok(upstream.requests.some((request) => request.includes("%0d%0a")), upstream.requests.join());
  for (const name of ["x-injected", "x-hop"]) assert.ok(!upstream.headers.has(name), `expected no ${name}`);
});

async function connect(proxy: ServedProxy, count: number, text: string): Promise<RawClient[]> {
  return await Promise.all(Array.from({ length: count }, () => rawClient(proxy.url, text)));
}

function rest(ms = 5): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for what may never come. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  await Promise.race([promise, pause(ms, controller.signal)]);
  controller.abort();
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `expected ${condition} within ${PATIENCE} ms`);
    await rest();
  }
}
