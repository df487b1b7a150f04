import assert from "node:assert/strict";
import { commentsOnly, hang, hangAfterHeaders, json, reset, respond, sse, stall } from "../../fixtures/scripts.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const QUICK = { TTFB_TIMEOUT_SECONDS: "0.3" };
// The second attempt has twice the time: no load of the machine makes a third of it.
const PATIENT = { TTFB_TIMEOUT_SECONDS: "1" };
const STREAMED = '{"model":"m","stream":true,"messages":["é","\\u0000"]}';

/** Requests that are retried, and those that aren't. */
export function recoverySuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  const lost = { "before headers": hang(), "after headers": hangAfterHeaders(), "by a reset": reset() };
  for (const [how, script] of Object.entries(lost)) {
    test(`retries an attempt lost ${how}`, [script, sse("1", "2")], PATIENT, async ({ proxy, upstream }) => {
      const response = await fetch(`${proxy.url}/v1/stream?x=1`);

      assert.equal(await response.text(), "data: 1\n\ndata: 2\n\n");
      assert.equal(response.headers.get("x-firstbyte-attempts"), String(upstream.requests.length));
      // A request whose connection was reset, Deno's own fetch repeats besides.
      if (how === "by a reset") assert.ok(upstream.requests.length > 1);
      else assert.equal(upstream.requests.length, 2);
      assert.match(
        response.headers.get("server-timing") ?? "",
        /^ttfb;dur=[\d.]+, attempt1;desc="(ttfb|network)";dur=\d+\.\d, .*;desc="response";dur=\d+\.\d$/,
      );
      assert.deepEqual(new Set(upstream.requests.map(({ path }) => path)), new Set(["/v1/stream?x=1"]));
      await upstream.requests[0]?.closed;
    });
  }

  test(
    "takes no comment for an event if FIRST_BYTE_ON is event",
    [commentsOnly(50), sse("1")],
    { ...PATIENT, FIRST_BYTE_ON: "event" },
    async ({ proxy, upstream }) => {
      const response = await fetch(proxy.url);

      assert.equal(await response.text(), "data: 1\n\n");
      assert.equal(upstream.requests.length, 2);
    },
  );

  test("retries a streamed POST, byte for byte", [hang(), sse("1")], PATIENT, async ({ proxy, upstream }) => {
    const headers = { "content-type": "application/json", authorization: "Bearer mine" };
    const response = await fetch(`${proxy.url}/v1/chat`, { method: "POST", headers, body: STREAMED });

    assert.equal(await response.text(), "data: 1\n\n");
    assert.equal(upstream.requests.length, 2);
    for (const request of upstream.requests) {
      assert.equal(request.method, "POST");
      assert.equal(request.body, STREAMED);
      assert.equal(request.headers.get("authorization"), "Bearer mine");
      assert.equal(request.headers.get("content-type"), "application/json");
    }
  });

  test(
    "doesn't cut off a POST that doesn't stream",
    [
      async (exchange) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await json({ slow: true })(exchange);
      },
    ],
    QUICK,
    async ({ proxy, upstream }) => {
      const headers = { "content-type": "application/json" };
      const body = '{"stream":false}';
      const response = await fetch(proxy.url, { method: "POST", headers, body });

      assert.deepEqual(await response.json(), { slow: true });
      assert.deepEqual(upstream.requests.map((request) => request.body), [body]);
      assert.equal(response.headers.get("x-firstbyte-attempts"), "1");
    },
  );

  test("doesn't retry a POST that doesn't stream", [reset()], QUICK, async ({ proxy, upstream }) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(proxy.url, { method: "POST", headers, body: "{}" });

    assert.equal(response.status, 502);
    assert.match((await response.json()).detail, /^Upstream could not be reached in 1 attempt/);
    assert.equal(upstream.requests.length, 1);
  });

  test("sends a body above MAX_REPLAY_BYTES once, whole", [hang()], {
    ...PATIENT,
    MAX_REPLAY_BYTES: "100",
  }, async ({ proxy, upstream }) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ stream: true, text: "x".repeat(300_000) });
    const response = await fetch(proxy.url, { method: "POST", headers, body });

    assert.equal(response.status, 504);
    assert.match((await response.json()).detail, /not retried: maxReplayBytes is 100/);
    assert.deepEqual(upstream.requests.map((request) => request.body.length), [body.length]);
    assert.equal(upstream.requests[0]?.body, body);
  });

  test("forwards an upload of unknown type", [respond("ok")], {}, async ({ proxy, upstream }) => {
    const body = "0123456789".repeat(300_000);
    const response = await fetch(proxy.url, { method: "PUT", headers: { "content-type": "text/plain" }, body });

    assert.equal(await response.text(), "ok");
    assert.ok(upstream.requests[0]?.body === body);
  });

  test("forwards each event as it arrives", [stall(["data: 1\n\n"])], {}, async ({ proxy }) => {
    using client = await rawClient(proxy.url, "GET / HTTP/1.1\r\nHost: proxy\r\n\r\n");

    await client.until("data: 1\n\n");
  });
}
