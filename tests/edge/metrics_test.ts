import assert from "node:assert/strict";
import { hang, json, sse, stall } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { bun, currentNode, isAvailable, machineNode } from "../runtimes/binaries.ts";
import { proxyFile } from "./fixtures/proxy_file.ts";
import { type Program, servedBy, servedProxy } from "./fixtures/served_proxy.ts";

const programs: Record<string, Program | undefined> = {
  "Node 20": programOf(await machineNode()),
  "the current Node": programOf(currentNode()),
  Bun: programOf(bun()),
};
for (const [name, program] of Object.entries(programs)) {
  if (!isAvailable(program?.[0]) || !program) continue;

  Deno.test(`the proxy on ${name} serves metrics`, async () => {
    await using upstream = await scripted(json({}));
    await using file = await proxyFile();
    await using proxy = await servedBy([...program, file.path], { UPSTREAM_URL: upstream.url });
    await (await fetch(`${proxy.url}/a`)).text();
    await proxy.log.lines(1);

    assert.equal((await metricsOf(proxy.url)).get('firstbyte_requests_total{upstream="/",outcome="complete"}'), "1");
  });
}

Deno.test("the proxy counts requests, attempts and times by upstream, and nothing of a request's content", async () => {
  await using first = await scripted(hang());
  await using second = await scripted(sse("planted"), stall(["data: planted\n\n"]));
  const upstreams = { two: [first.url, second.url] };
  const variables = { UPSTREAMS: JSON.stringify(upstreams), TTFB_TIMEOUT_SECONDS: "0.3", BREAKER_FAILURES: "1" };
  await using proxy = await servedProxy(variables);
  const init = { headers: { authorization: "Bearer planted", "x-planted": "planted" } };
  await (await fetch(`${proxy.url}/two/planted?planted=1`, init)).text();
  await (await fetch(`${proxy.url}/planted`, init)).text();
  await proxy.log.lines(2);
  const open = await fetch(`${proxy.url}/two/b`, init);

  const metrics = await metricsOf(proxy.url);

  const hosts = [new URL(first.url).host, new URL(second.url).host];
  const expected: Record<string, string> = {
    'requests_total{upstream="two",outcome="complete"}': "1",
    'requests_total{upstream="",outcome="answered"}': "1",
    [`attempts_total{upstream="two",host="${hosts[0]}",outcome="ttfb"}`]: "1",
    [`attempts_total{upstream="two",host="${hosts[1]}",outcome="response"}`]: "1",
    'first_byte_seconds_bucket{le="0.25",upstream="two"}': "1",
    'first_byte_seconds_bucket{le="600",upstream="two"}': "2",
    'open_streams{upstream="two"}': "1",
    "open_requests": "1",
    [`breaker_open{upstream="two/0",host="${hosts[0]}"}`]: "1",
    [`breaker_open{upstream="two/1",host="${hosts[1]}"}`]: "0",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(metrics.get(`firstbyte_${name}`), value, name);
  assert.doesNotMatch([...metrics].join("\n"), /planted/);
  await open.body?.cancel();
});

Deno.test("the proxy serves its metrics with a token, also in Prometheus' header", async () => {
  await using upstream = await scripted(json({}));
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, PROXY_TOKENS: "token" });

  const statuses = [];
  const given: Record<string, string>[] = [
    {},
    { authorization: "Bearer wrong" },
    { "x-firstbyte-token": "token" },
    { authorization: "Bearer token" },
  ];
  for (const headers of given) {
    const response = await fetch(`${proxy.url}/metrics`, { headers });
    await response.text();
    statuses.push(response.status);
  }

  assert.deepEqual(statuses, [401, 401, 200, 200]);
  assert.equal(upstream.requests.length, 0);
});

Deno.test("the proxy serves its metrics to loopback names only, without tokens", async () => {
  await using upstream = await scripted(json({}));
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url });
  const { port } = new URL(proxy.url);

  // A name that leads here, as a page of another site may have.
  using client = Deno.createHttpClient({ allowHost: true });
  const init: RequestInit & { client: Deno.HttpClient } = { client, headers: { host: `rebound.example:${port}` } };
  const response = await fetch(`${proxy.url}/metrics`, init);

  assert.equal(response.status, 403);
  assert.equal((await response.json()).error.code, "host_not_allowed");
});

async function metricsOf(url: string): Promise<Map<string, string>> {
  const response = await fetch(`${url}/metrics`);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(lines.map((line): [string, string] => [line.replace(/ \S+$/, ""), line.replace(/^.* /, "")]));
}

function programOf(path: string | undefined): Program | undefined {
  return path === undefined ? undefined : [path];
}
