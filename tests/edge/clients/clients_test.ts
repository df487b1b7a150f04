import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { CLIENTS } from "../../../edge/clients/clients.ts";
import { setupCommand } from "../../../edge/cli/setup_command.ts";

const URL = "http://127.0.0.1:8787";

Deno.test("setupCommand() prints a provider that Codex can read", () => {
  const text = setupCommand(["codex"], URL).join("\n");

  assert.deepEqual(JSON.parse(JSON.stringify(parse(text))), {
    model_provider: "firstbyte",
    model_providers: {
      firstbyte: {
        name: "OpenAI",
        base_url: `${URL}/codex`,
        wire_api: "responses",
        requires_openai_auth: true,
        request_max_retries: 0,
        stream_max_retries: 1,
        stream_idle_timeout_ms: 400_000,
      },
    },
  });
});

Deno.test("CLIENTS gives Codex the same provider by arguments, for each kind of account", () => {
  for (const [account, path] of [["chatgpt", "/codex"], ["key", "/openai/v1"]] as const) {
    const [, selected, , provider = ""] = CLIENTS.codex?.arguments?.(URL, account) ?? [];

    assert.equal(selected, "model_provider=firstbyte");
    const { model_providers } = parse(provider) as { model_providers: { firstbyte: { base_url: string } } };
    assert.equal(model_providers.firstbyte.base_url, URL + path);
  }
});

Deno.test("setupCommand() prints a configuration that opencode can read", () => {
  const lines = setupCommand(["opencode"], URL).filter((line) => !line.startsWith("//"));

  const { provider } = JSON.parse(lines.join("\n"));
  assert.equal(provider.openai.options.baseURL, `${URL}/openai/v1`);
});

for (const name of ["claude", "gemini", "openai"]) {
  Deno.test(`setupCommand() prints the variables that ${name} reads`, () => {
    const lines = setupCommand([name], URL).filter((line) => !line.startsWith("#"));

    const environment = CLIENTS[name]?.environment(URL) ?? {};
    const variables = Object.fromEntries(lines.map((line) => line.replace(/^export /, "").split("=")));
    assert.deepEqual(variables, environment);
    assert.ok(Object.values(environment).some((value) => value.startsWith(URL)));
  });
}

Deno.test("setupCommand() refuses an unknown client", () => {
  assert.throws(() => setupCommand(["code"], URL), /did you mean codex\?$/);
  assert.throws(() => setupCommand(["toString"], URL), /got toString/);
  assert.throws(() => setupCommand([], URL), /^UsageError: setup takes one of codex, /);
});
