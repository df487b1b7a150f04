import assert from "node:assert/strict";
import { json, respond } from "../../fixtures/scripts.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const ORIGIN = "https://app.example.com";
const BASE = { UPSTREAM_URL: "UPSTREAM/base" };

/** Who may reach what. */
export function accessSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  test("refuses dot segments in any encoding", [respond("reached")], BASE, async ({ proxy, upstream }) => {
    for (
      const path of ["/x/..%2fy", "/%2e%2e%2fadmin", "/..%5cadmin", "/%252e%252e/admin", "/%c0%ae%c0%ae/x", "/..;/x"]
    ) {
      const received = await get(proxy.url, path);

      assert.match(received, /^HTTP\/1.1 400 /, path);
      assert.match(received, /"code":"bad_path"/, path);
    }
    assert.equal(upstream.requests.length, 0);
  });

  test("never reaches above a base URL, nor another host", [respond("reached")], BASE, async ({ proxy, upstream }) => {
    const paths = ["/../admin", "/%2e%2e/admin", "/.%2E/admin", "/a\\..\\..\\admin", "/../../..//admin"];
    const hosts = ["//127.0.0.1:1/x", "/\\127.0.0.1:1/x", "/@127.0.0.1:1/x", "/http://127.0.0.1:1/", "/:1@evil/"];
    for (const path of [...paths, ...hosts]) await get(proxy.url, path);

    // Some runtimes resolve dots before a worker sees them: then there is nothing to refuse.
    for (const { path } of upstream.requests) assert.match(path, /^\/base\//);
    assert.ok(upstream.requests.length >= hosts.length - 1);
  });

  test(
    "forwards absolute-form requests to its upstream, too",
    [respond("reached")],
    BASE,
    async ({ proxy, upstream }) => {
      for (const target of ["http://127.0.0.1:1/x", "http://user:pw@127.0.0.1:1/x"]) {
        // workerd refuses these before any worker sees them.
        assert.match(await get(proxy.url, target), runtime.name === "workerd" ? / 500 / : /reached/);
      }
      for (const { path } of upstream.requests) assert.equal(path, "/base/x");
    },
  );

  test("forwards paths and queries unchanged", [respond("reached")], BASE, async ({ proxy, upstream }) => {
    const targets = [
      "/a%2Fb/c%20d?x=/../y&z=%2e%2e",
      "/v1//double",
      "/models/m:generate?alt=sse",
      "/...",
      "/a.b/.well-known",
    ];
    for (const target of targets) await get(proxy.url, target);

    assert.deepEqual(upstream.requests.map(({ path }) => path), targets.map((target) => `/base${target}`));
  });

  const hosts = ["a/healthz?", "a/two/x?", "a#", "a\\healthz?", "a@b", "a b", "a:b", "", "[::1", "a/healthz", "p, q"];
  // workerd refuses them before any worker sees them.
  if (runtime.name === "Deno") {
    test("refuses a malformed Host", [respond("reached")], {
      UPSTREAMS: '{"one":"UPSTREAM/first","two":"UPSTREAM/second"}',
      PROXY_TOKENS: "token",
    }, async ({ proxy, upstream }) => {
      for (const host of hosts) {
        const head = `GET /one/x HTTP/1.1\r\nHost: ${host}\r\nx-firstbyte-token: token\r\n`;
        using client = await rawClient(proxy.url, `${head}Connection: close\r\n\r\n`);
        const [status] = (await client.end()).split("\r\n");

        assert.match(status ?? "", / 400 /, host);
      }
      assert.deepEqual(upstream.requests, []);
    });
  }

  test("accepts only its own host names", [respond("reached")], {
    ALLOWED_HOSTS: "Proxy.example",
  }, async ({ proxy }) => {
    const statuses: Record<string, number> = {
      "proxy.example": 200,
      "PROXY.EXAMPLE:80": 200,
      "localhost:8787": 200,
      "127.0.0.1": 200,
      "[::1]:80": 200,
      "evil.example": 403,
      "evil.example:80": 403,
      "127.0.0.1.evil.example": 403,
      "localhost.evil.example": 403,
      "evil-localhost": 403,
    };
    for (const [host, status] of Object.entries(statuses)) {
      using client = await rawClient(proxy.url, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match(await client.response(), new RegExp(`^HTTP/1.1 ${status} `), host);
    }
  });

  const several = { UPSTREAMS: '{"one":"UPSTREAM/first","two":"UPSTREAM/second/"}' };
  test("mounts several upstreams by name", [respond("reached")], several, async ({ proxy, upstream }) => {
    for (const path of ["/one/x?y", "/two/x", "/two"]) {
      await fetch(proxy.url + path).then((response) => response.text());
    }
    const missing = await fetch(`${proxy.url}/three/x`);

    assert.deepEqual(upstream.requests.map(({ path }) => path), ["/first/x?y", "/second/x", "/second"]);
    assert.equal(missing.status, 404);
    assert.match((await missing.json()).detail, /expected a path under \/one\/, \/two\//);
  });

  const guarded = { PROXY_TOKENS: "first-token, second.token=", UPSTREAM_AUTHORIZATION: "Bearer theirs" };
  test(
    "accepts a request with a token, and doesn't forward the token",
    [respond("reached")],
    guarded,
    async ({ proxy, upstream }) => {
      for (const token of ["first-token", "second.token="]) {
        const headers = { "x-firstbyte-token": token, authorization: "Bearer mine" };
        assert.equal(await (await fetch(proxy.url, { headers })).text(), "reached");
      }

      for (const { headers } of upstream.requests) {
        assert.equal(headers.get("x-firstbyte-token"), null);
        assert.equal(headers.get("authorization"), "Bearer theirs");
      }
    },
  );

  test(
    "refuses a request without a token, or with another one",
    [respond("reached")],
    guarded,
    async ({ proxy, upstream }) => {
      for (
        const token of [undefined, "", "first-toke", "first-token2", "FIRST-TOKEN", "first-token, second.token=", "?"]
      ) {
        const response = await fetch(proxy.url, { headers: token === undefined ? {} : { "x-firstbyte-token": token } });

        assert.equal(response.status, 401);
        assert.equal(response.headers.get("www-authenticate"), 'x-firstbyte-token realm="proxy"');
        assert.equal(response.headers.get("content-type"), "application/problem+json");
        assert.equal((await response.json()).error.type, "invalid_token");
      }
      assert.equal(upstream.requests.length, 0);
    },
  );

  test(
    "lets pages of an allowed origin read answers",
    [json({})],
    { ALLOWED_ORIGINS: ORIGIN, ...guarded },
    async ({ proxy }) => {
      const headers = { origin: ORIGIN, "access-control-request-headers": "x-firstbyte-token,authorization" };
      const preflight = await fetch(proxy.url, {
        method: "OPTIONS",
        headers: { ...headers, "access-control-request-method": "POST" },
      });
      const refused = await fetch(proxy.url, { headers: { origin: ORIGIN } });
      await refused.text();
      const response = await fetch(proxy.url, { headers: { origin: ORIGIN, "x-firstbyte-token": "first-token" } });
      await response.text();

      assert.equal(preflight.status, 204);
      assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /POST/);
      assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /x-firstbyte-token/);
      assert.equal(refused.status, 401);
      for (const { headers } of [preflight, refused, response]) {
        assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
        assert.match(headers.get("vary") ?? "", /origin/i);
      }
      assert.equal(response.headers.get("access-control-expose-headers"), "*");
    },
  );

  test("lets no page of another origin read answers", [json({})], { ALLOWED_ORIGINS: ORIGIN }, async ({ proxy }) => {
    for (const method of ["OPTIONS", "GET"]) {
      const headers = { origin: `${ORIGIN}.evil.example`, "access-control-request-method": "GET" };
      const response = await fetch(proxy.url, { method, headers });
      await response.text();

      assert.equal(response.headers.get("access-control-allow-origin"), null);
    }
  });

  test("forwards OPTIONS if no origin is allowed", [json({})], {}, async ({ proxy, upstream }) => {
    const headers = { origin: ORIGIN, "access-control-request-method": "POST" };
    const response = await fetch(proxy.url, { method: "OPTIONS", headers });
    await response.text();

    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.deepEqual(upstream.requests.map(({ method }) => method), ["OPTIONS"]);
  });

  test("answers /healthz itself", [respond("reached")], guarded, async ({ proxy, upstream }) => {
    const response = await fetch(`${proxy.url}/healthz`);

    assert.deepEqual([response.status, await response.json()], [200, { status: "ok" }]);
    assert.equal(upstream.requests.length, 0);
  });
}

async function get(url: string, target: string): Promise<string> {
  using client = await rawClient(url, `GET ${target} HTTP/1.1\r\nHost: proxy\r\n\r\n`);
  return await client.response();
}
