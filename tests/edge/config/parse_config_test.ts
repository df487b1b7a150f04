import assert from "node:assert/strict";
import { ConfigError } from "../../../edge/config/config_error.ts";
import { parseConfig } from "../../../edge/config/parse_config.ts";
import { isLearner } from "../../../edge/sharing/shared_cutoff.ts";

const BASE = { UPSTREAM_URL: "https://up.example/v1" };

Deno.test("parseConfig() takes one base URL, and leaves the rest to the library", () => {
  const { fetch, ...config } = parseConfig(BASE);

  assert.equal(config.upstreams, "https://up.example/v1");
  assert.deepEqual(Object.values(fetch ?? {}).filter((value) => value !== undefined), [
    { maxAttempts: undefined, statusCodes: undefined },
  ]);
  assert.deepEqual([config.tokens, config.authorization, config.allowedOrigins], [undefined, undefined, undefined]);
});

Deno.test("parseConfig() takes every variable", () => {
  const config = parseConfig({
    UPSTREAMS: '{"openai":"https://api.openai.com","azure":"https://api.openai.com:443/v1/"}',
    TTFB_TIMEOUT_SECONDS: "1.5",
    CONTENT_TIMEOUT_SECONDS: "90",
    KEEP_ALIVE_SECONDS: "15",
    STREAM_PATHS: "/mine/*, */generate",
    RESUME: "off",
    STALE_TIMEOUT_SECONDS: "0",
    TOTAL_TIMEOUT_SECONDS: "600",
    MAX_ATTEMPTS: "5",
    RETRY_STATUSES: "429, 503",
    HEDGE_AFTER: "1.5",
    BREAKER_FAILURES: "3",
    BREAKER_SECONDS: "0.5",
    MAX_REPLAY_BYTES: "1024",
    UPLOAD_TIMEOUT_SECONDS: "30",
    FIRST_BYTE_ON: "event",
    PROGRESS_ON: "chunk",
    PROXY_TOKENS: "one, two",
    UPSTREAM_AUTHORIZATION: "Bearer key",
    ALLOWED_HOSTS: "proxy.example, [::2]",
    ALLOWED_ORIGINS: "https://a.example,http://localhost:3000",
  });

  const { firstByteOn, hedge, ...fetch } = config.fetch ?? {};
  assert.deepEqual([typeof Object(firstByteOn).detect, typeof Object(hedge).race], ["function", "function"]);
  assert.deepEqual({ ...config, fetch }, {
    upstreams: { openai: "https://api.openai.com", azure: "https://api.openai.com:443/v1/" },
    fetch: {
      ttfbTimeout: 1_500,
      contentTimeout: 90_000,
      resume: [],
      totalTimeout: 600_000,
      staleTimeout: 0,
      maxReplayBytes: 1_024,
      progressOn: "chunk",
      retry: { maxAttempts: 5, statusCodes: [429, 503] },
    },
    breaker: { failures: 3, openFor: 500 },
    uploadTimeout: 30_000,
    keepAlive: 15_000,
    streamPaths: ["/mine/*", "*/generate"],
    tokens: ["one", "two"],
    authorization: "Bearer key",
    allowedHosts: ["proxy.example", "[::2]"],
    allowedOrigins: ["https://a.example", "http://localhost:3000"],
  });
});

Deno.test("parseConfig() takes the JSON that Workers bind", () => {
  const { upstreams, fetch } = parseConfig({ UPSTREAMS: { a: "https://a.example" }, TTFB_TIMEOUT_SECONDS: 2 });

  assert.deepEqual([upstreams, fetch?.ttfbTimeout], [{ a: "https://a.example" }, 2_000]);
});

Deno.test("parseConfig() takes lists of upstreams, and the variables that hold their credentials", () => {
  const upstreams = {
    openai: ["https://a.example/v1", { url: "https://b.example", authorization: "B_KEY" }],
    other: { url: "https://c.example", authorization: "C_KEY" },
  };
  const secrets = { B_KEY: "Bearer b", C_KEY: "Bearer c", PROXY_TOKENS: "token" };
  const expected = {
    openai: ["https://a.example/v1", { url: "https://b.example", headers: { authorization: "Bearer b" } }],
    other: { url: "https://c.example", headers: { authorization: "Bearer c" } },
  };

  assert.deepEqual(parseConfig({ UPSTREAMS: upstreams, ...secrets }).upstreams, expected);
  assert.deepEqual(parseConfig({ UPSTREAMS: JSON.stringify(upstreams), ...secrets }).upstreams, expected);
});

Deno.test("parseConfig() hedges with a percentile, or not at all", () => {
  const hedges = ["p95", "p99.9", "0", "0.2"].map((value) => parseConfig({ ...BASE, HEDGE_AFTER: value }).fetch?.hedge);

  assert.deepEqual(hedges.map((policy) => policy && typeof policy.race), ["function", "function", false, "function"]);
});

Deno.test("parseConfig() takes a learned time for the first byte", () => {
  const { fetch } = parseConfig({ ...BASE, TTFB_TIMEOUT_SECONDS: " learned ", TOTAL_TIMEOUT_SECONDS: "60" });

  assert.equal(isLearner(fetch?.ttfbTimeout), true);
});

Deno.test("parseConfig() names learned in the error of the time for the first byte", () => {
  assert.throws(
    () => parseConfig({ ...BASE, TTFB_TIMEOUT_SECONDS: "learn" }),
    /TTFB_TIMEOUT_SECONDS takes .*or learned/,
  );
});

const mistakes: Record<string, string[]> = {
  UPSTREAM_URL: [
    ..."|planted|//planted|ftp://planted|https://planted?a=b|https://planted#a|https://u:planted@h|file:///planted"
      .split("|"),
  ],
  TTFB_TIMEOUT_SECONDS: ["", "-1", "planted", "1e3", "NaN", "Infinity", "0x10", "1s", "9".repeat(400)],
  STALE_TIMEOUT_SECONDS: ["", "-1", "planted"],
  TOTAL_TIMEOUT_SECONDS: ["", "-1", "planted"],
  MAX_ATTEMPTS: ["", "0", "1.5", "-1", "planted"],
  RETRY_STATUSES: ["", ",", "200", "399", "600", "42", "429;503", "planted"],
  HEDGE_AFTER: ["", "p", "p0", "p00", "p00.0", "95p", "P95", "-1", "planted"],
  BREAKER_FAILURES: ["", "-1", "1.5", "planted"],
  BREAKER_SECONDS: ["", "-1", "planted"],
  MAX_REPLAY_BYTES: ["", "-1", "1.5", "16MiB", "9".repeat(30)],
  FIRST_BYTE_ON: ["", "Chunk", "planted"],
  PROGRESS_ON: ["", "planted"],
  PROXY_TOKENS: ["", " ", ",", "a,", "planted space", "plänted", "planted!"],
  UPSTREAM_AUTHORIZATION: ["", " ", "planted\nx: y"],
  ALLOWED_ORIGINS: ["", "*", "null", "planted", "https://a.example/", "https://a.example/planted", "https://A.example"],
};
for (const [name, values] of Object.entries(mistakes)) {
  Deno.test(`parseConfig() names an invalid ${name}, never its value`, () => {
    for (const value of values) {
      assertNames(name, { ...BASE, [name]: value }, value);
    }
  });
}

Deno.test("parseConfig() names invalid UPSTREAMS, never their value", () => {
  const values = [
    "",
    "planted",
    "[]",
    "{}",
    "null",
    '"planted"',
    '{"a":"planted"}',
    '{"a":1}',
    '{"":"https://planted"}',
    '{"a":[]}',
    '{"a":[["https://planted"]]}',
    '{"a":["https://a.example","planted"]}',
    '{"a":{}}',
    '{"a":{"url":"https://u:planted@a.example"}}',
    '{"a":{"url":"https://planted","authorisation":"KEY"}}',
    ...[
      "Bearer planted",
      "planted_key",
      "",
      "PROXY_TOKENS",
      "UPSTREAM_AUTHORIZATION",
      "PORT",
      "ANALYTICS",
      "SHARED_STATE",
    ].map((name) => JSON.stringify({ a: { url: "https://planted", authorization: name } })),
    '{"a":{"url":"https://planted","authorization":1}}',
    '{"a":{"url":"https://planted","authorization":null}}',
  ];
  const names = ["../planted", "a/b", "healthz", ".", "%2e", "a b"].map((name) => `{"${name}":"https://planted"}`);
  for (const value of [...values, ...names]) assertNames("UPSTREAMS", { UPSTREAMS: value }, value);
});

Deno.test("parseConfig() names what is missing, or contradicts another", () => {
  assertNames("UPSTREAM_URL", {});
  assertNames("UPSTREAMS", { ...BASE, UPSTREAMS: '{"a":"https://a.example"}' });
  assertNames("PROXY_TOKENS", { ...BASE, UPSTREAM_AUTHORIZATION: "Bearer planted" });
  assertNames("PROXY_TOKENS", { UPSTREAMS: '{"a":{"url":"https://planted","authorization":"KEY"}}', KEY: "planted" });
  for (const value of [undefined, "", "planted\nx: y"]) {
    const upstreams = '{"a":["https://a.example",{"url":"https://planted","authorization":"KEY"}]}';
    assertNames("KEY", { UPSTREAMS: upstreams, PROXY_TOKENS: "planted", KEY: value });
  }
  for (
    const upstreams of ['{"a":["https://a.example","https://planted"]}', '{"a":"https://a","b":"https://planted"}']
  ) {
    const secrets = { PROXY_TOKENS: "planted", UPSTREAM_AUTHORIZATION: "Bearer planted" };
    assertNames("UPSTREAM_AUTHORIZATION", { UPSTREAMS: upstreams, ...secrets });
  }
  assertNames("TTFB_TIMEOUT_SECONDS", { ...BASE, TTFB_TIMEOUT_SECONDS: "60", TOTAL_TIMEOUT_SECONDS: "60" });
});

function assertNames(name: string, bindings: Record<string, string | undefined>, value = ""): void {
  assert.throws(() => parseConfig(bindings), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.variable, name);
    assert.ok(error.message.startsWith(`Invalid configuration: ${name} takes `), error.message);
    assert.doesNotMatch(error.message, /planted|\n/);
    return true;
  }, `${name} ${value}`);
}
