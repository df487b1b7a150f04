import assert from "node:assert/strict";
import type { LogLine } from "../../../edge/observe/log_line.ts";
import { breakOff, hang, pause, reset, respond } from "../../fixtures/scripts.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

/** What is logged, and what is said of the configuration. */
export function privacySuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  test("logs one line per request", [respond("ok", { status: 202 }), hang()], {
    UPSTREAMS: '{"one":"UPSTREAM"}',
    TTFB_TIMEOUT_SECONDS: "1",
    MAX_ATTEMPTS: "2",
  }, async ({ proxy, upstream }) => {
    for (const path of ["/one/a?q=1", "/one/b", "/healthz", "/two"]) {
      await fetch(proxy.url + path).then((response) => response.text());
    }

    const lines = await proxy.log.lines(4);
    const { host } = new URL(upstream.url);
    const one = { method: "GET", upstream: "one", host, hedges: 0 };
    const own = { method: "GET", outcome: "answered", attempts: 0, hedges: 0 };
    const silent = { host, outcome: "ttfb", hedge: false };
    assert.deepEqual(lines.map(steady), [
      { ...one, path: "/one/a", status: 202, outcome: "complete", attempts: 1 },
      { ...one, path: "/one/b", status: 504, outcome: "timeout", attempts: 2, tried: [silent, silent] },
      { ...own, path: "/healthz", status: 200 },
      { ...own, path: "/two", status: 404 },
    ]);
    for (const { time, duration } of lines) {
      assert.ok(!Number.isNaN(Date.parse(time)));
      assert.ok(duration >= 0);
    }
    assert.ok((lines[0]?.ttfb ?? -1) >= 0);
  });

  test(
    "logs the time to the first byte without the time of the upload",
    [respond("ok")],
    {},
    async ({ proxy }) => {
      using client = await rawClient(
        proxy.url,
        "POST / HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{",
      );
      await pause(500, new AbortController().signal);
      client.send("}");
      await client.response();

      const [{ ttfb = NaN, duration } = { duration: NaN }] = await proxy.log.lines(1);
      // workerd's clock stands still but for what comes in, so that it is not read to the millisecond.
      assert.ok(duration >= 400 && ttfb <= duration - 400, `got ${ttfb} of ${duration}`);
    },
  );

  test("puts no secret in a log line, an error or a header", [respond("ok"), breakOff(["secret-1"]), reset(), hang()], {
    UPSTREAM_URL: "UPSTREAM/base",
    TTFB_TIMEOUT_SECONDS: "0.5",
    MAX_ATTEMPTS: "1",
    PROXY_TOKENS: "secret-2,secret-3",
    UPSTREAM_AUTHORIZATION: "Bearer secret-4",
    ALLOWED_ORIGINS: "https://secret-5.example",
  }, async ({ proxy, upstream }) => {
    const headers = { authorization: "Bearer secret-6", cookie: "secret-7", "content-type": "application/json" };
    const body = '{"stream":true,"prompt":"secret-8"}';
    const seen: string[] = [];
    for (const token of ["secret-2", "secret-2", "secret-3", "secret-3", "secret-9"]) {
      const response = await fetch(`${proxy.url}/v1?key=secret-10`, {
        method: "POST",
        headers: { ...headers, "x-firstbyte-token": token },
        body,
      });
      const text = await response.text().catch(String);
      seen.push(JSON.stringify([...response.headers]), response.ok ? "" : text);
    }

    await proxy.log.lines(5);
    assert.equal(upstream.requests.length, 4);
    assert.doesNotMatch([...proxy.log.text, ...seen].join("\n"), /secret/);
  });

  // A program says so as it starts: serve_test.ts.
  if (runtime.isProgram) return;
  const mistakes = {
    UPSTREAM_URL: { UPSTREAM_URL: "ftp://planted" },
    TTFB_TIMEOUT_SECONDS: { TTFB_TIMEOUT_SECONDS: "planted" },
    PROXY_TOKENS: { UPSTREAM_AUTHORIZATION: "planted" },
  };
  for (const [name, variables] of Object.entries(mistakes)) {
    test(`answers every request with the name of an invalid ${name}`, [], variables, async ({ proxy }) => {
      for (const path of ["/healthz", "/v1/x"]) {
        const response = await fetch(proxy.url + path, { method: "POST", body: "x" });
        const text = await response.text();

        assert.equal(response.status, 500);
        assert.equal(response.headers.get("content-type"), "application/problem+json");
        assert.match(JSON.parse(text).error.message, new RegExp(`^Invalid configuration: ${name} takes `));
        assert.doesNotMatch(text, /planted/);
      }
      assert.doesNotMatch((await proxy.log.lines(2)).join(), /planted/);
    });
  }
}

/** Takes out of a line what differs from run to run. */
function steady({ time: _time, ttfb: _ttfb, duration: _duration, tried, ...rest }: LogLine): object {
  return { ...rest, ...tried && { tried: tried.map(({ elapsed: _elapsed, ...attempt }) => attempt) } };
}
