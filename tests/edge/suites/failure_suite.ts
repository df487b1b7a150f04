import assert from "node:assert/strict";
import { type ClientHttp2Session, connect } from "node:http2";
import { breakOff, hang, hangAfterHeaders, reset, respond, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { type Bench, testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const QUICK = { TTFB_TIMEOUT_SECONDS: "0.3", MAX_ATTEMPTS: "2" };
const RESTLESS = { STALE_TIMEOUT_SECONDS: "0.3" };
const GET = "GET /stream HTTP/1.1\r\nHost: proxy\r\n\r\n";

/** Upstreams that fail. */
export function failureSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  for (const [how, script] of Object.entries({ headers: hang(), "a first byte": hangAfterHeaders() })) {
    test(`answers 504 if no attempt has ${how}`, [script], QUICK, async ({ proxy, upstream }) => {
      const response = await fetch(proxy.url);
      const { error, detail, ...body } = await response.json();

      assert.equal(response.status, 504);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      assert.equal(response.headers.get("x-should-retry"), "false");
      assert.equal(response.headers.get("x-firstbyte-attempts"), "2");
      assert.match(detail, /timed out: .*600 ms/);
      assert.deepEqual(body, { type: "about:blank", title: "Gateway Timeout", status: 504 });
      assert.deepEqual(error, { type: "upstream_timeout", code: "upstream_timeout", message: detail });
      await upstream.allClosed();
      assert.equal(upstream.requests.length, 2);
    });
  }

  test("answers 502 if the upstream resets every connection", [reset()], QUICK, async ({ proxy }) => {
    const response = await fetch(proxy.url);

    assert.equal(response.status, 502);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(response.headers.get("x-should-retry"), "false");
    assert.equal(response.headers.get("x-firstbyte-attempts"), "2");
    assert.match((await response.json()).error.message, /^Upstream could not be reached in 2 attempts/);
  });

  test("answers 502 if the connection is refused", [], {
    ...QUICK,
    UPSTREAM_URL: "http://127.0.0.1:1",
  }, async ({ proxy }) => {
    const response = await fetch(`${proxy.url}/?key=secret`);

    assert.equal(response.status, 502);
    const text = await response.text();
    assert.equal(JSON.parse(text).error.type, "upstream_unreachable");
    assert.doesNotMatch(text, /secret/);
  });

  // Deno's server speaks it to those who know, as a load balancer before it does.
  if (runtime.name === "Deno") {
    const much = "data: 1\n\n".repeat(2_000);
    test("reports why events break off over HTTP/2, too", [breakOff([much])], {}, async ({ proxy }) => {
      const session = connect(proxy.url);
      const streams = await Promise.all(Array.from({ length: 20 }, () => receivedOf(session)));
      session.destroy();

      for (const { received, error } of streams) {
        assert.ok(received.startsWith(`${much}event: error\ndata: {`), `got ${received.length} bytes`);
        assert.ok(error instanceof Error);
      }
    });
  }

  const odd = {
    600: "HTTP/1.1 600 Odd\r\ncontent-length: 99\r\n\r\nok",
    101: "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
  };
  for (const [status, head] of Object.entries(odd)) {
    test(`answers 502 if the upstream answers ${status}`, [raw(head)], QUICK, async ({ proxy, upstream }) => {
      const response = await fetch(proxy.url);

      assert.equal(response.status, 502);
      // Node and Bun refuse to read a 101.
      const isUnread = /Node|Bun/.test(runtime.name) && status === "101";
      assert.equal(response.headers.get("x-firstbyte-attempts"), isUnread ? "2" : "1");
      const code = isUnread ? "upstream_unreachable" : "upstream_invalid";
      assert.equal((await response.json()).error.code, code);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.status, line?.outcome], [502, "unreachable"]);
      await upstream.allClosed();
    });
  }

  test(
    "ends events that break off with an error event, and drops the partial one",
    [
      breakOff(['data: {"n":1}\n\n', ': note\nevent: delta\ndata: {"n":']),
    ],
    {},
    async ({ proxy }) => {
      using client = await rawClient(proxy.url, GET);
      const received = await client.end();

      const events = eventsOf(received);
      const last = "event: error\n" + errorData("upstream_broken");
      // Bun drops what came right before a break.
      if (runtime.name === "Bun") return assert.ok(events.at(-1)?.endsWith(last), received);
      assert.equal(events.slice(0, 2).join("|"), `data: {"n":1}|: note\n${last}`);
      if (runtime.name === "Deno") assert.doesNotMatch(received, /\r\n0\r\n/);
    },
  );

  test(
    "appends nothing to a partial event with an id that is too large to hold",
    [breakOff(["id: 1\ndata: a\n\n", `id: 2\ndata: ${"x".repeat(70_000)}`])],
    {},
    async ({ proxy }) => {
      using client = await rawClient(proxy.url, GET);
      const received = await client.end();

      // Bun drops what came right before a break: where no byte of the event is out, nothing stands against another.
      if (runtime.name === "Bun" && !received.includes("id: 2")) return;
      assert.ok(received.includes("x".repeat(1_000)));
      assert.doesNotMatch(received, /event: error/);
    },
  );

  for (const [encoding, status] of [["gzip", 302], ["br", 404]] as const) {
    const head = `HTTP/1.1 ${status} Odd\r\nlocation: /x\r\ncontent-encoding: ${encoding}\r\ncontent-length: 0\r\n\r\n`;
    test(`forwards an answer ${status} with an empty ${encoding} body`, [raw(head)], QUICK, async (bench) => {
      const response = await fetch(bench.proxy.url, { redirect: "manual" });

      assert.deepEqual([response.status, await response.text()], [status, ""]);
      assert.equal(bench.upstream.requests.length, 1);
      const [line] = await bench.proxy.log.lines(1);
      assert.equal(line?.outcome, "complete");
    });
  }

  test(
    "ends events that go stale with an error event",
    [stall(["data: 1\n\n"])],
    RESTLESS,
    async ({ proxy, upstream }) => {
      using client = await rawClient(proxy.url, GET);

      const events = eventsOf(await client.end());
      assert.equal(events[0], "data: 1");
      assert.match(events[1] ?? "", /^event: error\ndata: .*"upstream_stale".*timed out: .*300 ms/);
      await upstream.allClosed();
    },
  );

  test(
    "keeps the length of a body that is too short",
    [
      breakOff(["0123456789"], { headers: { "content-length": "100" } }),
    ],
    {},
    seesShortfall,
  );

  test(
    "keeps the length of JSON that its client takes compressed",
    [
      breakOff(['{"half":'], { headers: { "content-length": "100", "content-type": "application/json" } }),
    ],
    {},
    async ({ proxy }) => {
      const response = await fetch(proxy.url);

      assert.equal(response.headers.get("content-length"), "100");
      await assert.rejects(response.text(), TypeError);
    },
  );

  test(
    "keeps the length of a body that goes stale",
    [
      stall(["0123456789"], { headers: { "content-length": "100", "content-type": "text/event-stream" } }),
    ],
    RESTLESS,
    seesShortfall,
  );

  test(
    "forwards a body of known length",
    [respond("x".repeat(200_000), { headers: { "content-length": "200000" } })],
    {},
    async ({ proxy }) => {
      using client = await rawClient(proxy.url, GET);

      const [head = "", body] = (await client.response()).split("\r\n\r\n");
      assert.match(head, /content-length: 200000/i);
      assert.ok(body === "x".repeat(200_000));
    },
  );

  test(
    "forwards events without a last blank line unchanged",
    [
      trickle(["data: 1\n\nda", "ta: 2\n"], 20),
    ],
    {},
    async ({ proxy }) => {
      assert.equal(await (await fetch(proxy.url)).text(), "data: 1\n\ndata: 2\n");
    },
  );
}

/** Answers with bytes as they are, and keeps the connection. */
function raw(bytes: string): Script {
  return ({ socket }) => {
    socket.write(bytes);
  };
}

/** Sees by its length that a body lacks bytes. */
async function seesShortfall({ proxy, runtime }: Bench): Promise<void> {
  using client = await rawClient(proxy.url, GET);

  const [head = "", body] = (await client.end()).split("\r\n\r\n");
  assert.match(head, /content-length: 100/i);
  // Bun drops what came right before a break; the length tells that it's missing.
  assert.match(body ?? "", runtime.name === "Bun" ? /^(0123456789)?$/ : /^0123456789$/);
}

function errorData(type: string): string {
  const message = "Upstream broke off in the middle of its answer: what came is incomplete";
  return `data: ${JSON.stringify({ type: "error", error: { type, code: type, message } })}`;
}

/** Takes the events out of a chunked response. */
function eventsOf(received: string): string[] {
  const body = received.slice(received.indexOf("\r\n\r\n") + 4).replaceAll(/[0-9a-f]+\r\n([^\r]*)\r\n/g, "$1");
  return body.split("\n\n").filter((event) => event.trim() !== "");
}

/** Asks for a stream, and reads it up to its error. */
async function receivedOf(session: ClientHttp2Session): Promise<{ received: string; error: unknown }> {
  const request = session.request({ ":path": "/stream" });
  let received = "";
  request.setEncoding("utf8").on("data", (text: string) => received += text);
  const error = await new Promise((resolve) => request.on("error", resolve).on("end", resolve));
  return { received, error };
}
