import assert from "node:assert/strict";
import { type Environment, readConfiguration } from "../../../edge/cli/configuration.ts";
import { ConfigError } from "../../../edge/config/config_error.ts";
import { WELL_KNOWN_UPSTREAMS } from "../../../edge/config/well_known_upstreams.ts";

Deno.test("readConfiguration() serves the well-known upstreams on loopback by default", () => {
  const { options, hostname, port, shutdownTime } = readConfiguration({}, {});

  assert.deepEqual(options.upstreams, WELL_KNOWN_UPSTREAMS);
  assert.deepEqual([hostname, port, shutdownTime], ["127.0.0.1", 8787, 30_000]);
});

Deno.test("readConfiguration() prefers flags to the environment", () => {
  const environment = { UPSTREAM_URL: "https://a.example", PORT: "1", TTFB_TIMEOUT_SECONDS: "5" };
  const flags = { UPSTREAMS: '{"b":"https://b.example"}', PORT: "2" };

  const { options, port } = readConfiguration(environment, flags);

  assert.deepEqual(options.upstreams, { b: "https://b.example" });
  assert.deepEqual([port, options.fetch?.ttfbTimeout], [2, 5_000]);
});

Deno.test("readConfiguration() reads the variables with an upstream's credentials", () => {
  const upstreams = '{"a":{"url":"https://a.example","authorization":"A_KEY"}}';
  const { options } = readConfiguration({ UPSTREAMS: upstreams, A_KEY: "Bearer a", PROXY_TOKENS: "t" }, {});

  assert.deepEqual(options.upstreams, { a: { url: "https://a.example", headers: { authorization: "Bearer a" } } });
});

Deno.test("readConfiguration() listens beyond this machine with tokens, or with OPEN", () => {
  for (const more of [{ PROXY_TOKENS: "t" }, { OPEN: "1" }]) {
    assert.equal(readConfiguration({ HOST: "0.0.0.0", ...more }, {}).hostname, "0.0.0.0");
  }
  for (const HOST of ["localhost", "127.0.0.2", "::1"]) assert.equal(readConfiguration({ HOST }, {}).hostname, HOST);
});

Deno.test("readConfiguration() reads where to share what is learned", () => {
  const { sharedState } = readConfiguration({ SHARED_STATE: "rediss://:secret@redis.example/1" }, {});
  const byFlag = readConfiguration({}, { SHARED_STATE: "redis://redis.example" }).sharedState;

  assert.deepEqual([sharedState?.host, sharedState?.password, byFlag?.host], [
    "redis.example",
    "secret",
    "redis.example",
  ]);
  assert.equal(readConfiguration({}, {}).sharedState, undefined);
});

Deno.test("readConfiguration() takes no password in a flag, which other users could read", () => {
  const url = "redis://:planted@redis.example";

  assert.throws(() => readConfiguration({}, { SHARED_STATE: url }), (error: Error) => {
    assert.match(error.message, /SHARED_STATE takes a password only as a variable/);
    assert.doesNotMatch(error.message, /planted/);
    return error instanceof ConfigError;
  });
});

Deno.test("readConfiguration() accepts variables of other programs", () => {
  const names = [
    "API_TIMEOUT_MS",
    "BASH_DEFAULT_TIMEOUT_MS",
    "CLAUDE_STREAM_IDLE_TIMEOUT_MS",
    "COMPOSE_HTTP_TIMEOUT",
    "PIP_DEFAULT_TIMEOUT",
    "MCP_TIMEOUT",
    "npm_config_fetch_timeout",
    "TIMEOUT",
    "POST",
    "HOSTNAME",
  ];

  assert.ok(readConfiguration(Object.fromEntries(names.map((name) => [name, "1"])), {}));
});

const mistakes: Record<string, [Environment, RegExp]> = {
  "a timeout without its unit": [
    { TTFB_TIMEOUT: "5" },
    /TTFB_TIMEOUT takes no value, .* did you mean TTFB_TIMEOUT_SECONDS/,
  ],
  "a timeout in milliseconds": [{ TTFB_TIMEOUT_MS: "5" }, /did you mean TTFB_TIMEOUT_SECONDS\?/],
  "a timeout by another name": [{ IDLE_TIMEOUT_SECONDS: "5" }, /did you mean STALE_TIMEOUT_SECONDS\?/],
  "a request's timeout": [{ REQUEST_TIMEOUT: "5" }, /did you mean TOTAL_TIMEOUT_SECONDS\?/],
  "a misspelled name": [{ TTFB_TIMOUT_SECONDS: "5" }, /did you mean TTFB_TIMEOUT_SECONDS\?/],
  "another misspelled name": [{ MAX_ATTEMPT: "5" }, /did you mean MAX_ATTEMPTS\?/],
  "seconds that look like milliseconds": [{ TTFB_TIMEOUT_SECONDS: "45000" }, /this looks like milliseconds/],
  "a total that looks like milliseconds": [{ TOTAL_TIMEOUT_SECONDS: "600000" }, /this looks like milliseconds/],
  "an empty upstream": [{ UPSTREAM_URL: "" }, /UPSTREAM_URL takes/],
  "both kinds of upstreams": [
    { UPSTREAM_URL: "https://a.example", UPSTREAMS: '{"b":"https://b.example"}' },
    /UPSTREAMS/,
  ],
  "an open address without tokens": [{ HOST: "0.0.0.0" }, /HOST takes .* with PROXY_TOKENS, or with --open/],
  "an open IPv6 address without tokens": [{ HOST: "::" }, /HOST takes .* with PROXY_TOKENS, or with --open/],
  "a name that only begins like this machine's": [{ HOST: "127.0.0.1.example" }, /HOST takes/],
  "credentials for the well-known upstreams": [
    { UPSTREAM_AUTHORIZATION: "Bearer planted", PROXY_TOKENS: "t" },
    /UPSTREAM_AUTHORIZATION takes no value if upstreams have several origins/,
  ],
};
for (const [what, [environment, message]] of Object.entries(mistakes)) {
  Deno.test(`readConfiguration() refuses ${what}`, () => {
    assert.throws(() => readConfiguration(environment, {}), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /planted/);
      return true;
    });
  });
}
