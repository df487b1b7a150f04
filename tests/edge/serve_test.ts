import assert from "node:assert/strict";
import { breakOff, hang, sse } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";
import { failedStart, servedProxy, servedWorker } from "./fixtures/served_proxy.ts";

Deno.test("deno task serve retries, and logs to its standard output alone", async () => {
  await using upstream = await scripted(hang(), sse("1"), breakOff(["data: 2\n\n"]));
  await using proxy = await servedProxy({ UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "0.3" });

  const first = await fetch(`${proxy.url}/a`);
  assert.equal(await first.text(), "data: 1\n\n");
  const second = await fetch(`${proxy.url}/b`);
  await assert.rejects(second.text(), TypeError);

  assert.match(proxy.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const lines = await proxy.log.lines(2);
  assert.deepEqual(lines.map(({ path, outcome }) => [path, outcome]), [["/a", "complete"], ["/b", "broken"]]);
  assert.deepEqual(proxy.errors, [
    `Listening on ${proxy.url}`,
    `  /  ${upstream.url}`,
    "First byte within 0.3 + 0.6 + 1.2 s, in 3 attempts; silence after it up to 300 s; in all without a limit",
  ]);
});

Deno.test("deno task serve reads the variables that UPSTREAMS names", async () => {
  await using first = await scripted(hang());
  await using second = await scripted(sse("1"));
  await using proxy = await servedProxy({
    UPSTREAMS: JSON.stringify({ two: [first.url, { url: second.url, authorization: "KEY_OF_SECOND" }] }),
    KEY_OF_SECOND: "Bearer planted",
    PROXY_TOKENS: "token",
    TTFB_TIMEOUT_SECONDS: "0.3",
  });

  const response = await fetch(`${proxy.url}/two/x`, { headers: { "x-firstbyte-token": "token" } });

  assert.equal(await response.text(), "data: 1\n\n");
  assert.equal(first.requests[0]?.headers.get("authorization"), null);
  assert.equal(second.requests[0]?.headers.get("authorization"), "Bearer planted");
  await proxy.log.lines(1);
  assert.doesNotMatch([...proxy.log.text, ...proxy.errors].join(), /planted/);
});

Deno.test("edge/worker.ts serves as the entry of Deno Deploy", async () => {
  await using upstream = await scripted(hang(), sse("1"));
  await using proxy = await servedWorker({ UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "0.3" });

  const response = await fetch(`${proxy.url}/a`);

  assert.equal(await response.text(), "data: 1\n\n");
  assert.equal((await proxy.log.lines(1))[0]?.outcome, "complete");
});

Deno.test("edge/worker.ts answers every request with the name of what is missing", async () => {
  await using proxy = await servedWorker({});

  const response = await fetch(`${proxy.url}/healthz`);

  assert.equal(response.status, 500);
  assert.match((await response.json()).error.message, /^Invalid configuration: UPSTREAM_URL takes /);
});

const mistakes: Record<string, Record<string, string>> = {
  UPSTREAM_URL: { UPSTREAM_URL: "ftp://planted" },
  TTFB_TIMEOUT_SECONDS: { UPSTREAM_URL: "https://up.example", TTFB_TIMEOUT_SECONDS: "planted" },
  PROXY_TOKENS: { UPSTREAM_URL: "https://up.example", UPSTREAM_AUTHORIZATION: "planted" },
  KEY_OF_UPSTREAM: {
    UPSTREAMS: '{"a":{"url":"https://up.example","authorization":"KEY_OF_UPSTREAM"}}',
    PROXY_TOKENS: "planted",
  },
  PORT: { PORT: "planted" },
  HOST: { HOST: "0.0.0.0" },
  OPEN: { HOST: "0.0.0.0", OPEN: "planted" },
  SHUTDOWN_SECONDS: { SHUTDOWN_SECONDS: "30000" },
  STALE_TIMEOUT: { STALE_TIMEOUT: "planted" },
};
for (const [name, variables] of Object.entries(mistakes)) {
  Deno.test(`deno task serve exits with one line that names an invalid ${name}`, async () => {
    const { code, errors } = await failedStart(variables);

    assert.equal(code, 1);
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.ok(errors[0]?.startsWith(`Invalid configuration: ${name} takes `), errors.join());
    assert.doesNotMatch(errors.join(), /planted/);
  });
}

Deno.test("deno task serve exits with one line if its port is in use", async () => {
  await using upstream = await scripted();
  const { port } = new URL(upstream.url);
  const { code, errors } = await failedStart({ UPSTREAM_URL: "https://up.example", PORT: port });

  assert.equal(code, 1);
  assert.deepEqual(errors, [
    "Invalid configuration: PORT takes a port that is free, and that this user may listen on",
  ]);
});
