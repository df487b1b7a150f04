import assert from "node:assert/strict";
import { garbage, hang, hangAfterHeaders, json, pause, redirect, reset, respond, sse } from "../../fixtures/scripts.ts";
import type { RecordedRequest, Script } from "../../fixtures/upstream.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";
import { testsOfTwo } from "../fixtures/several_upstreams.ts";

const QUICK = { TTFB_TIMEOUT_SECONDS: "0.3", MAX_ATTEMPTS: "2" };
const STREAMED = '{"model":"m","stream":true,"messages":["é","\\u0000"]}';
const POST = { method: "POST", headers: { "content-type": "application/json" }, body: STREAMED };

/** Requests that go to another upstream. */
export function failoverSuite(runtime: ProxyRuntime): void {
  const test = testsOfTwo(runtime);

  const lost: Record<string, [Script, string]> = {
    "hangs before headers": [hang(), "ttfb"],
    "hangs after headers": [hangAfterHeaders(), "ttfb"],
    "resets the connection": [reset(), "network"],
    "answers with invalid HTTP": [garbage(), "network"],
    "answers with a chosen status": [respond("busy", { status: 503 }), "status"],
  };
  for (const [how, [script, outcome]] of Object.entries(lost)) {
    const variables = { ...QUICK, RETRY_STATUSES: "429,503" };
    const scripts = { first: [script], second: [sse("1", "2")] };
    test(`goes to the next upstream when one ${how}`, scripts, variables, async ({ proxy, first, second }) => {
      const response = await fetch(`${proxy.url}/two/v1/chat?x=1`, POST);

      assert.equal(await response.text(), "data: 1\n\ndata: 2\n\n");
      assert.equal(response.headers.get("x-firstbyte-attempts"), "2");
      assert.match(
        response.headers.get("server-timing") ?? "",
        new RegExp(`^ttfb;dur=[\\d.]+, attempt1;desc="${outcome}";dur=[\\d.]+, attempt2;desc="response";dur=[\\d.]+$`),
      );
      for (const [request] of [first.requests, second.requests]) {
        assert.equal(request?.method, "POST");
        assert.equal(request?.path, "/v1/chat?x=1");
        assert.equal(request?.body, STREAMED);
        assert.equal(request?.headers.get("content-type"), "application/json");
      }
      assert.equal(second.requests[0]?.headers.get("host"), new URL(second.url).host);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.upstream, line?.host, line?.attempts], ["two", new URL(second.url).host, 2]);
      assert.deepEqual(line?.tried?.map(({ host, outcome }) => [host, outcome]), [
        [new URL(first.url).host, outcome],
        [new URL(second.url).host, "response"],
      ]);
    });
  }

  test("goes to the next upstream when one refuses connections", { first: [], second: [json({ ok: 1 })] }, {
    ...QUICK,
    UPSTREAMS: '{"two":["http://127.0.0.1:2","SECOND"]}',
  }, async ({ proxy }) => {
    const response = await fetch(`${proxy.url}/two/x`);

    assert.deepEqual(await response.json(), { ok: 1 });
  });

  const busy = respond("busy", { status: 503 });
  test("says which attempt reached no upstream if another was answered", { first: [busy], second: [reset()] }, {
    ...QUICK,
    RETRY_STATUSES: "503",
  }, async ({ proxy }) => {
    const response = await fetch(`${proxy.url}/two/x`);

    assert.equal(response.status, 502);
    assert.match((await response.json()).detail, /^Upstream could not be reached in the last of 2 attempts/);
  });

  test("rotates through the list until no attempts are left", { first: [hang()], second: [hangAfterHeaders()] }, {
    ...QUICK,
    TTFB_TIMEOUT_SECONDS: "0.1",
    MAX_ATTEMPTS: "3",
  }, async ({ proxy, first, second }) => {
    const response = await fetch(`${proxy.url}/two/x`);

    assert.equal(response.status, 504);
    assert.match((await response.json()).detail, /100 \+ 200 \+ 400 ms/);
    assert.match(response.headers.get("server-timing") ?? "", /^attempt1;desc="ttfb";dur=.*attempt3;desc="ttfb";dur=/);
    assert.deepEqual([first.requests.length, second.requests.length], [2, 1]);
    await Promise.all([first.allClosed(), second.allClosed()]);
  });

  test("calls no second upstream if the first one answers", { first: [json({})], second: [] }, QUICK, async (bench) => {
    for (let n = 0; n < 3; n++) await fetch(`${bench.proxy.url}/two/x`).then((response) => response.text());

    assert.deepEqual([bench.first.requests.length, bench.second.requests.length], [3, 0]);
  });

  test("doesn't retry a POST that doesn't stream at another upstream", { first: [reset()], second: [json({})] }, {
    ...QUICK,
    RETRY_STATUSES: "503",
  }, async ({ proxy, first, second }) => {
    const response = await fetch(`${proxy.url}/two/x`, { ...POST, body: "{}" });

    assert.equal(response.status, 502);
    assert.match((await response.json()).detail, /^Upstream could not be reached in 1 attempt/);
    assert.deepEqual([first.requests.length, second.requests.length], [1, 0]);
  });

  const away = redirect("/two/stolen", 307);
  test("follows no redirect", { first: [away], second: [] }, QUICK, async ({ proxy, first, second }) => {
    const response = await fetch(`${proxy.url}/two/x`, { ...POST, redirect: "manual" });
    await response.text();

    assert.deepEqual([response.status, response.headers.get("location")], [307, "/two/two/stolen"]);
    assert.deepEqual([first.requests.length, second.requests.length], [1, 0]);
  });

  test("forwards a whole upload", { first: [respond("ok")], second: [] }, QUICK, async ({ proxy, first }) => {
    const body = "0123456789".repeat(300_000);
    const response = await fetch(`${proxy.url}/two/x`, {
      method: "PUT",
      headers: { "content-type": "text/plain" },
      body,
    });

    assert.equal(await response.text(), "ok");
    assert.ok(first.requests[0]?.body === body);
  });

  test("forwards methods unchanged", { first: [respond()], second: [] }, QUICK, async ({ proxy, first }) => {
    for (const method of ["GET", "HEAD", "DELETE", "OPTIONS", "PATCH", "PROPFIND"]) {
      await fetch(`${proxy.url}/two/x`, { method }).then((response) => response.text());
    }

    const sent = first.requests.map(({ method, body }) => method + body);
    assert.deepEqual(sent, ["GET", "HEAD", "DELETE", "OPTIONS", "PATCH", "PROPFIND"]);
  });

  test("drops headers that a client could forge at the next upstream, too", { first: [hang()], second: [json({})] }, {
    ...QUICK,
  }, async ({ proxy, second }) => {
    const headers = { "x-forwarded-for": "9.9.9.9", "x-firstbyte-token": "planted", "x-kept": "yes" };
    await fetch(`${proxy.url}/two/x`, { headers }).then((response) => response.text());

    assert.doesNotMatch(JSON.stringify([...second.requests[0]?.headers ?? []]), /9\.9\.9\.9|planted/);
    assert.equal(second.requests[0]?.headers.get("x-kept"), "yes");
  });

  const based = { UPSTREAMS: '{"two":["FIRST/base/one","SECOND/other/"]}', ...QUICK };
  test(
    "stays below the base URL of each upstream",
    { first: [hang()], second: [respond("ok")] },
    based,
    async (bench) => {
      const { proxy, first, second } = bench;
      for (const path of ["/two/v1//x?q=/../y", "/two", "/two/"]) {
        await fetch(proxy.url + path).then((response) => response.text());
      }
      const refused = await fetch(`${proxy.url}/two/..%2fadmin`);

      assert.equal((await refused.json()).error.code, "bad_path");
      assert.deepEqual(first.requests.map(pathOf), ["/base/one/v1//x?q=/../y", "/base/one", "/base/one/"]);
      assert.deepEqual(second.requests.map(pathOf), ["/other/v1//x?q=/../y", "/other", "/other/"]);
    },
  );

  const patient = { "retry-after": "120" };
  test(
    "doesn't delay an upstream for the Retry-After of another",
    { first: [respond("busy", { status: 429, headers: patient })], second: [respond("ok")] },
    { ...QUICK, RETRY_STATUSES: "429" },
    async ({ proxy }) => {
      const response = await fetch(`${proxy.url}/two/x`);

      assert.equal(await response.text(), "ok");
      assert.equal(response.headers.get("retry-after"), null);
    },
  );

  test(
    "obeys the Retry-After of the next upstream",
    {
      first: [respond("busy", { status: 429, headers: { "retry-after": "1" } }), respond("ok")],
      second: [respond("busy", { status: 429, headers: patient })],
    },
    { ...QUICK, MAX_ATTEMPTS: "3", RETRY_STATUSES: "429" },
    async ({ proxy, first, second }) => {
      const startedAt = performance.now();
      const response = await fetch(`${proxy.url}/two/x`);

      assert.equal(await response.text(), "ok");
      assert.ok(performance.now() - startedAt >= 700);
      assert.deepEqual([first.requests.length, second.requests.length], [2, 1]);
    },
  );

  test(
    "forwards the Retry-After of the upstream that answered",
    {
      first: [respond("busy", { status: 429, headers: { "retry-after": "1" } })],
      second: [respond("busy", { status: 429, headers: patient })],
    },
    { ...QUICK, RETRY_STATUSES: "429" },
    async ({ proxy }) => {
      const response = await fetch(`${proxy.url}/two/x`);

      assert.deepEqual([response.status, await response.text()], [429, "busy"]);
      assert.equal(response.headers.get("retry-after"), "120");
    },
  );

  test(
    "forwards the Retry-After of the attempt that answered, of two at one upstream",
    {
      first: [
        after(300, respond("busy", { status: 429, headers: { "retry-after": "50" } })),
        after(500, respond("busy", { status: 429, headers: { "retry-after": "5" } })),
      ],
      second: [],
    },
    { UPSTREAMS: '{"two":["FIRST","FIRST"]}', MAX_ATTEMPTS: "2", HEDGE_AFTER: "0.1", RETRY_STATUSES: "429" },
    async ({ proxy }) => {
      const response = await fetch(`${proxy.url}/two/x`, POST);
      await response.text();

      // No third may follow the first, which waited for the second in vain.
      assert.equal(response.headers.get("retry-after"), "50");
    },
  );

  const ok = respond("ok");
  test(
    "obeys the Retry-After of an upstream while the others are skipped",
    { first: [reset()], second: [ok, ok, respond("busy", { status: 429, headers: { "retry-after": "1" } }), ok] },
    { ...QUICK, RETRY_STATUSES: "429", BREAKER_FAILURES: "2" },
    async ({ proxy, first, second }) => {
      for (let n = 0; n < 2; n++) await fetch(`${proxy.url}/two/x`).then((response) => response.text());
      const startedAt = performance.now();
      const response = await fetch(`${proxy.url}/two/x`);

      assert.equal(await response.text(), "ok");
      assert.ok(performance.now() - startedAt >= 700);
      assert.deepEqual([first.requests.length, second.requests.length], [2, 4]);
    },
  );

  test("sends a hedge to the other upstream", { first: [hang()], second: [sse("1")] }, {
    MAX_ATTEMPTS: "2",
    HEDGE_AFTER: "0.2",
  }, async ({ proxy, first, second }) => {
    const response = await fetch(`${proxy.url}/two/x`, POST);

    assert.equal(await response.text(), "data: 1\n\n");
    assert.match(
      response.headers.get("server-timing") ?? "",
      /^ttfb;dur=[\d.]+, attempt1;desc="lost";dur=[\d.]+, hedge2;desc="response";dur=[\d.]+$/,
    );
    assert.deepEqual([first.requests.length, second.requests.length], [1, 1]);
    assert.equal(second.requests[0]?.body, STREAMED);
    await first.allClosed();
    const [line] = await proxy.log.lines(1);
    assert.deepEqual([line?.host, line?.attempts, line?.hedges], [new URL(second.url).host, 2, 1]);
    assert.deepEqual(line?.tried?.map(({ outcome, hedge }) => [outcome, hedge]), [["lost", false], ["response", true]]);
  });
}

function after(ms: number, script: Script): Script {
  return async (exchange) => {
    await pause(ms, exchange.signal);
    await script(exchange);
  };
}

function pathOf({ path }: RecordedRequest): string {
  return path;
}
