import assert from "node:assert/strict";
import { get, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { hang, respond, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const JSON_TYPE = { "content-type": "application/json" };
const WHOLE = [
  'data: {"n":1}\n\n',
  "data: a\n\n",
  'event: e\ndata: {"n":1}\r\n\r\n',
  ": note\n",
  "data: a\n\n: no",
  "retry: 1\n",
];
const LAST = [
  "data: [DONE]\n",
  "data: [DONE]",
  'data: {"type":"message_stop"}\n',
  'data: {"n":1}',
  "event: e\ndata: [1]\n",
];
const TORN = [
  'data: {"n":',
  'data: {"n":1}\n\nda',
  "event: delta\n",
  "event: del",
  "data: hel",
  "data: [DO",
  'data: {"a":1,\ndata:',
];

/** How answers end that end as if they were complete. */
export function endingsSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);
  const start = "data: start\n\n";

  // What is decided is the same everywhere; workerd takes a second for each test.
  const some = <T>(all: readonly T[]) => runtime.name === "workerd" ? all.slice(0, 1) : all;
  for (const end of [...some(WHOLE), ...some(LAST)]) {
    test(
      `accepts events as complete if they end with ${JSON.stringify(end)}`,
      [ended(start, end)],
      {},
      async ({ proxy }) => {
        const text = await fetch(proxy.url).then((response) => response.text());

        assert.equal(text, start + end);
        const [line] = await proxy.log.lines(1);
        assert.equal(line?.outcome, "complete");
      },
    );
  }

  for (const end of some(TORN)) {
    for (const script of [ended(start, end), closed(start, end)]) {
      test(`ends events with an error if they end with ${JSON.stringify(end)}`, [script], {}, async ({ proxy }) => {
        using client = await rawClient(proxy.url, "GET / HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n");
        await client.until("upstream_broken");

        assert.match(client.received, /event: error\ndata: /);
        const [line] = await proxy.log.lines(1);
        assert.equal(line?.outcome, "broken");
      });
    }
  }

  const lasts = ["data: [DONE]\n\n", 'event: message_stop\ndata: {"type":"message_stop"}\n\n'];
  for (const last of lasts) {
    test(
      `counts a reader that stops at ${JSON.stringify(last)} as complete`,
      [stall([start, last])],
      {},
      async (bench) => {
        const client = await rawClient(bench.proxy.url, "GET / HTTP/1.1\r\nHost: p\r\n\r\n");
        await client.until(last.trimEnd());
        client[Symbol.dispose]();

        // workerd learns that its client left by writing to it.
        if (runtime.name === "workerd") return;
        await bench.upstream.allClosed();
        const [line] = await bench.proxy.log.lines(1);
        assert.equal(line?.outcome, "complete");
      },
    );
  }

  test("answers 426 to a WebSocket", [hang()], {}, async ({ proxy, upstream }) => {
    const head =
      "GET / HTTP/1.1\r\nHost: p\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
    using client = await rawClient(proxy.url, `${head}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);

    assert.match(await client.response(), /^HTTP\/1.1 426 [^]*"no_websockets"/);
    assert.equal(upstream.requests.length, 0);
  });

  test("forwards every member of a gzip body", [members({})], {}, async ({ proxy }) => {
    assert.equal(await membersOf(proxy.url, "gzip"), "onetwo");
  });

  const unasked = members({ "content-type": "text/event-stream" });
  test("forwards every member of an unrequested gzip body", [unasked], {}, async ({ proxy }) => {
    assert.equal(await membersOf(proxy.url, "identity"), "onetwo");
    const [line] = await proxy.log.lines(1);
    assert.equal(line?.outcome, "complete");
  });

  // workerd's `fetch` takes an early answer for the answer.
  const what = runtime.name === "workerd" ? "gets one request for" : "forwards";
  test(`${what} an answer behind an early one`, [early(100), early(102), early(103)], {}, async (bench) => {
    for (let count = 0; count < 3; count++) {
      const response = await fetch(bench.proxy.url, { method: "POST", body: '{"stream":true}', headers: JSON_TYPE });
      const text = await response.text();
      if (runtime.name !== "workerd") assert.deepEqual([response.status, text], [200, "ok"]);
      else assert.deepEqual([response.status, JSON.parse(text).error.code], [502, "upstream_invalid"]);
    }
    assert.equal(bench.upstream.requests.length, 3);
  });
}

/** Ends the chunks of a body. */
function ended(...chunks: string[]): Script {
  return trickle(chunks, 5);
}

/** Ends the connection, which is all that ends a body without a length. */
function closed(...chunks: string[]): Script {
  return ({ socket }) => {
    socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${chunks.join("")}`);
  };
}

/** Answers in two gzip members, asked or not, as a server may that joins files. */
function members(headers: Record<string, string>): Script {
  const encoded = new Uint8Array([...gzipSync("one"), ...gzipSync("two")]);
  return respond(encoded, { headers: { "content-encoding": "gzip", ...headers } });
}

/** Reads an answer as it was sent: of several members, Deno's `fetch` decodes the first. */
async function membersOf(url: string, accepted: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const answered = Promise.withResolvers<IncomingMessage>();
  get({ hostname, port, headers: { "accept-encoding": accepted } }, answered.resolve).on("error", answered.reject);
  const incoming = await answered.promise;
  const bytes = await buffer(incoming);
  return (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
}

function early(status: number): Script {
  return ({ socket }) => {
    socket.write(`HTTP/1.1 ${status} Early\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`);
  };
}
