import assert from "node:assert/strict";
import { hang, json, respond } from "../../fixtures/scripts.ts";
import type { Upstream } from "../../fixtures/upstream.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";
import { testsOfTwo } from "../fixtures/several_upstreams.ts";

const QUICK = { TTFB_TIMEOUT_SECONDS: "0.2", MAX_ATTEMPTS: "4", PROXY_TOKENS: "token", RETRY_STATUSES: "503" };
const KEYS = { KEY_ONE: "Bearer planted-one", KEY_TWO: "Bearer planted-two" };
const CLIENT = {
  "x-firstbyte-token": "token",
  authorization: "Bearer clients",
  cookie: "session=clients",
  "x-api-key": "clients",
};

/** Whose credentials go where. */
export function credentialsSuite(runtime: ProxyRuntime): void {
  const test = testsOfTwo(runtime);

  const busy = respond("busy", { status: 503 });
  test("sends each upstream its own credentials only", { first: [hang(), busy], second: [busy, json({})] }, {
    ...QUICK,
    ...KEYS,
    UPSTREAMS: upstreams({ authorization: "KEY_ONE" }, { authorization: "KEY_TWO" }),
  }, async ({ proxy, first, second }) => {
    const response = await fetch(`${proxy.url}/two/x`, { headers: CLIENT });
    await response.text();

    assert.deepEqual([first.requests.length, second.requests.length], [2, 2]);
    assert.deepEqual(authorizations(first), ["Bearer planted-one", "Bearer planted-one"]);
    assert.deepEqual(authorizations(second), ["Bearer planted-two", "Bearer planted-two"]);
    assert.doesNotMatch(received(first), /planted-two|clients|token/);
    assert.doesNotMatch(received(second), /planted-one|clients|token/);
    await proxy.log.lines(1);
    assert.doesNotMatch([...proxy.log.text, ...[...response.headers].flat()].join(), /planted|clients/);
  });

  test(
    "forwards the client's credentials if the upstream has none of its own",
    { first: [hang()], second: [json({})] },
    {
      ...QUICK,
      ...KEYS,
      UPSTREAMS: upstreams({ authorization: "KEY_ONE" }, {}),
    },
    async ({ proxy, first, second }) => {
      await fetch(`${proxy.url}/two/x`, { headers: CLIENT }).then((response) => response.text());

      assert.deepEqual(authorizations(first), ["Bearer planted-one"]);
      assert.deepEqual(authorizations(second), ["Bearer clients"]);
      assert.doesNotMatch(received(first), /clients/);
      assert.match(received(second), /"x-api-key","clients"/);
      assert.doesNotMatch(received(second), /planted/);
    },
  );

  test("replaces all of the client's credentials by its own", { first: [json({})], second: [json({})] }, {
    ...QUICK,
    ...KEYS,
    UPSTREAMS: '{"two":{"url":"FIRST","authorization":"KEY_ONE"},"other":"SECOND"}',
  }, async ({ proxy, first, second }) => {
    for (const path of ["/two/x", "/other/x"]) {
      await fetch(proxy.url + path, { headers: CLIENT }).then((response) => response.text());
    }

    assert.deepEqual(authorizations(first), ["Bearer planted-one"]);
    assert.doesNotMatch(received(first), /clients/);
    assert.deepEqual(authorizations(second), ["Bearer clients"]);
    assert.doesNotMatch(received(second), /planted/);
  });

  // A program says so as it starts: serve_test.ts.
  if (runtime.isProgram) return;
  test("sends the key in the header of the upstream", { first: [json({})], second: [json({})] }, {
    ...QUICK,
    ...KEYS,
    UPSTREAMS: '{"two":{"url":"FIRST","headers":{"X-Api-Key":"KEY_ONE"}},"other":"SECOND"}',
  }, async ({ proxy, first, second }) => {
    const headers = {
      ...CLIENT,
      "helicone-auth": "clients",
      "xi-api-key": "clients",
      "ocp-apim-subscription-key": "clients",
      "x-amz-security-token": "clients",
      "x-goog-api-key": "clients",
      "api-key": "clients",
      "x_api_key": "clients",
      "cf-aig-authorization": "clients",
      "cf-access-client-secret": "clients",
      "x-vendor-api-key": "clients",
      "x-auth-token": "clients",
      "idempotency-key": "kept",
      "x-stainless-lang": "kept",
    };
    const query = "?key=clients&a=%6bept&API_KEY=clients&%61ccess_token=clients&subscription-key=clients&b&keys=kept";
    for (const path of ["/two/x", "/other/x"]) {
      await fetch(proxy.url + path + query, { headers }).then((response) => response.text());
    }

    const [request] = first.requests;
    assert.doesNotMatch(received(first) + request?.path, /clients/);
    assert.equal(request?.path, "/x?a=%6bept&b&keys=kept");
    assert.equal(request?.headers.get("x-api-key"), "Bearer planted-one");
    assert.equal(request?.headers.get("authorization"), null);
    assert.deepEqual(["idempotency-key", "x-stainless-lang"].map((name) => request?.headers.get(name)), [
      "kept",
      "kept",
    ]);
    assert.equal(second.requests[0]?.path, `/x${query}`);
    assert.equal(second.requests[0]?.headers.get("xi-api-key"), "clients");
  });

  const mistakes = {
    KEY_ONE: { UPSTREAMS: upstreams({ authorization: "KEY_ONE" }, {}), PROXY_TOKENS: "token" },
    PROXY_TOKENS: { UPSTREAMS: upstreams({ authorization: "KEY_ONE" }, {}), ...KEYS },
    UPSTREAM_AUTHORIZATION: { UPSTREAM_AUTHORIZATION: "Bearer planted", PROXY_TOKENS: "token" },
  };
  for (const [name, variables] of Object.entries(mistakes)) {
    test(
      `names ${name} if credentials could reach another upstream`,
      { first: [], second: [] },
      variables,
      async (bench) => {
        const response = await fetch(`${bench.proxy.url}/two/x`, { headers: CLIENT });
        const { error } = await response.json();

        assert.equal(response.status, 500);
        assert.match(error.message, new RegExp(`^Invalid configuration: ${name} takes `));
        assert.doesNotMatch(error.message, /planted/);
      },
    );
  }
}

function upstreams(first: object, second: object): string {
  return JSON.stringify({ two: [{ url: "FIRST", ...first }, { url: "SECOND", ...second }] });
}

function authorizations({ requests }: Upstream): (string | null)[] {
  return requests.map(({ headers }) => headers.get("authorization"));
}

/** All headers that an upstream was sent. */
function received({ requests }: Upstream): string {
  return JSON.stringify(requests.map(({ headers }) => [...headers]));
}
