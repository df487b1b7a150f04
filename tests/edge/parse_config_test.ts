import assert from "node:assert/strict";
import { ConfigError } from "../../edge/config_error.ts";
import { parseConfig } from "../../edge/parse_config.ts";

const BASE = { UPSTREAM_URL: "https://up.example/v1" };

Deno.test("parseConfig() takes one base URL, and leaves the rest to the library", () => {
  const { fetch, ...config } = parseConfig(BASE);

  assert.equal(config.upstreams, "https://up.example/v1");
  assert.deepEqual(Object.values(fetch ?? {}).filter((value) => value !== undefined), [{ maxAttempts: undefined }]);
  assert.deepEqual([config.tokens, config.authorization, config.allowedOrigins], [undefined, undefined, undefined]);
});

Deno.test("parseConfig() takes every variable", () => {
  const config = parseConfig({
    UPSTREAMS: '{"openai":"https://api.openai.com","local":"http://127.0.0.1:8000/v1/"}',
    TTFB_TIMEOUT_SECONDS: "1.5",
    STALE_TIMEOUT_SECONDS: "0",
    TOTAL_TIMEOUT_SECONDS: "600",
    MAX_ATTEMPTS: "5",
    MAX_REPLAY_BYTES: "1024",
    FIRST_BYTE_ON: "event",
    PROGRESS_ON: "chunk",
    PROXY_TOKENS: "one, two",
    UPSTREAM_AUTHORIZATION: "Bearer key",
    ALLOWED_ORIGINS: "https://a.example,http://localhost:3000",
  });

  assert.deepEqual(config, {
    upstreams: { openai: "https://api.openai.com", local: "http://127.0.0.1:8000/v1/" },
    fetch: {
      ttfbTimeout: 1_500,
      totalTimeout: 600_000,
      staleTimeout: 0,
      maxReplayBytes: 1_024,
      firstByteOn: "event",
      progressOn: "chunk",
      retry: { maxAttempts: 5 },
    },
    tokens: ["one", "two"],
    authorization: "Bearer key",
    allowedOrigins: ["https://a.example", "http://localhost:3000"],
  });
});

Deno.test("parseConfig() takes the JSON that Workers bind", () => {
  const { upstreams, fetch } = parseConfig({ UPSTREAMS: { a: "https://a.example" }, TTFB_TIMEOUT_SECONDS: 2 });

  assert.deepEqual([upstreams, fetch?.ttfbTimeout], [{ a: "https://a.example" }, 2_000]);
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
  ];
  const names = ["../planted", "a/b", "healthz", ".", "%2e", "a b"].map((name) => `{"${name}":"https://planted"}`);
  for (const value of [...values, ...names]) assertNames("UPSTREAMS", { UPSTREAMS: value }, value);
});

Deno.test("parseConfig() names what is missing, or contradicts another", () => {
  assertNames("UPSTREAM_URL", {});
  assertNames("UPSTREAMS", { ...BASE, UPSTREAMS: '{"a":"https://a.example"}' });
  assertNames("PROXY_TOKENS", { ...BASE, UPSTREAM_AUTHORIZATION: "Bearer planted" });
  assertNames("TTFB_TIMEOUT_SECONDS", { ...BASE, TTFB_TIMEOUT_SECONDS: "60", TOTAL_TIMEOUT_SECONDS: "60" });
});

function assertNames(name: string, bindings: Record<string, string>, value = ""): void {
  assert.throws(() => parseConfig(bindings), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.variable, name);
    assert.ok(error.message.startsWith(`Invalid configuration: ${name} takes `), error.message);
    assert.doesNotMatch(error.message, /planted|\n/);
    return true;
  }, `${name} ${value}`);
}
