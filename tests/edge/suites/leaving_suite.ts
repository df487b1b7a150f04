import assert from "node:assert/strict";
import { earlyUpstream } from "../../fixtures/early_upstream.ts";
import { hang, hangAfterHeaders, sse, stall, trickle } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { type Bench, testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const GET = "GET /stream HTTP/1.1\r\nHost: proxy\r\n\r\n";

/** Clients that leave. */
export function leavingSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  test("cancels the upstream when a client leaves before the first byte", [hangAfterHeaders()], {
    // workerd does not say so: there the cutoff is the bound.
    TTFB_TIMEOUT_SECONDS: runtime.name === "workerd" ? "1" : "45",
    MAX_ATTEMPTS: "1",
  }, async ({ proxy, upstream }) => {
    const client = await rawClient(proxy.url, GET);
    await upstream.received(1);
    client[Symbol.dispose]();

    await upstream.allClosed();
    assert.equal(upstream.requests.length, 1);
    const [line] = await proxy.log.lines(1);
    if (runtime.name === "Deno") assert.deepEqual([line?.status, line?.outcome], [499, "client_left"]);
  });

  const types = { events: "text/event-stream", text: "text/plain" };
  for (const [what, type] of Object.entries(types)) {
    test(`cancels the upstream when a client leaves ${what}`, [chatter({ "content-type": type })], {}, leaves);
  }
  // On Workers what a request began ends with its client, its log line included.
  test("logs a client that leaves early in a body of known length", [flood()], {}, leaves);
  const sized = chatter({ "content-length": "99999" });
  test("cancels the upstream when a client leaves a body of known length", [sized], {}, leaves);
  // workerd learns that a client left by writing to it: there silence is bound by the stale cutoff.
  if (runtime.name === "Deno") {
    test("cancels a silent upstream when a client leaves", [stall(["data: 1\n\n"])], {}, leaves);
  }

  const upload = "POST / HTTP/1.1\r\nHost: proxy\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n";
  test("keeps serving after a client left in the middle of its body", [sse("1")], {}, async ({ proxy, upstream }) => {
    const client = await rawClient(proxy.url, `${upload}{"stream":`);
    // An answer shows that the proxy has the connection, and a part of the body with it.
    await fetch(`${proxy.url}/healthz`).then((response) => response.text());
    client[Symbol.dispose]();

    assert.equal(await (await fetch(proxy.url)).text(), "data: 1\n\n");
    assert.deepEqual(upstream.requests.map(({ method }) => method), ["GET"]);
  });

  const chunked = "POST / HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  const large = upload.replace("Content-Length: 99", "Content-Length: 99999");
  const text = (head: string) => head.replace("application/json", "text/plain");
  const broken: Record<string, [head: string, attempts: number]> = {
    "of known length": [upload, 0],
    "in chunks": [`${chunked}a\r\n`, 0],
    "that is a large text": [text(large), 1],
    "that is a text in chunks": [text(`${chunked}a\r\n`), 1],
  };
  for (const [how, [head, attempts]] of Object.entries(broken)) {
    test(
      `counts a client that breaks off its body ${how} as one that left`,
      [hang()],
      {},
      async ({ proxy, upstream }) => {
        const client = await rawClient(proxy.url, `${head}{"stream":`);
        await fetch(`${proxy.url}/healthz`).then((response) => response.text());
        client[Symbol.dispose]();

        const [, line] = await proxy.log.lines(2);
        assert.deepEqual([line?.status, line?.outcome], [499, "client_left"]);
        assert.ok((line?.attempts ?? NaN) <= attempts, `got ${line?.attempts}`);
        await upstream.allClosed();
      },
    );
  }

  for (const [what, status] of [["answers early", 200], ["cannot be reached", 502]] as const) {
    Deno.test(`createProxy() on ${runtime.name} closes the connection of a client that stops uploading once an upstream ${what}`, async () => {
      await using upstream = await earlyUpstream();
      const url = status === 200 ? upstream.url : "http://127.0.0.1:1";
      await using proxy = await runtime.start({ UPSTREAM_URL: url });
      using client = await rawClient(proxy.url, `${text(large)}a beginning of it`);
      await client.until(`HTTP/1.1 ${status}`);
      client.finish();

      await client.end();
    });
  }

  test("logs a client that resets its connection in the middle of its body", [], {}, async ({ proxy }) => {
    using client = await rawClient(proxy.url, `${upload}{"stream":`);
    await fetch(`${proxy.url}/healthz`).then((response) => response.text());
    client.reset();

    const [, line] = await proxy.log.lines(2);
    assert.equal(line?.outcome, "client_left");
  });

  const slow = {
    "of known length": [upload, 0],
    "in chunks": [`${chunked}a\r\n`, 0],
    "that is a large text": [text(large), 1],
    "that is a text in chunks": [text(`${chunked}a\r\n`), 1],
  } as const;
  for (const [how, [head, attempts]] of Object.entries(slow)) {
    test(`answers 408 to a client whose body ${how} takes too long`, [sse("1")], {
      UPLOAD_TIMEOUT_SECONDS: "0.3",
    }, async ({ proxy, upstream }) => {
      using client = await rawClient(proxy.url, `${head}{"stream":`);
      const drip = setInterval(() => client.send(head.includes("chunked") ? "\r\n1\r\n1" : "1"), 100);

      assert.match(await client.response(), /^HTTP\/1\.1 408 [^]*"upload_timeout"/);
      clearInterval(drip);
      assert.equal(upstream.requests.length, 0);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.status, line?.outcome], [408, "answered"]);
      assert.ok((line?.attempts ?? NaN) <= attempts, `got ${line?.attempts}`);
      await upstream.allClosed();
    });
  }

  test("keeps serving after a client left", [chatter({}), sse("2")], {}, async ({ proxy, upstream }) => {
    const client = await rawClient(proxy.url, GET);
    await client.until("data: 1");
    client[Symbol.dispose]();
    await upstream.allClosed();

    assert.equal(await (await fetch(proxy.url)).text(), "data: 2\n\n");
  });
}

/** Leaves after the first bytes. */
async function leaves({ proxy, upstream }: Bench): Promise<void> {
  const client = await rawClient(proxy.url, GET);
  await client.until("data: 1");
  client[Symbol.dispose]();

  await upstream.allClosed();
  const [line] = await proxy.log.lines(1);
  assert.deepEqual([line?.status, line?.outcome], [200, "client_left"]);
}

/** Goes on for ever. */
function chatter(headers: Record<string, string>): Script {
  return trickle(Array.from({ length: 1_000 }, () => "data: 1\n\n"), 30, { headers });
}

/** Goes on, after a while, with far more than fits into a socket. */
function flood(): Script {
  return trickle(["data: 1", "x".repeat(9_999_999)], 300, { headers: { "content-length": "99999999" } });
}
