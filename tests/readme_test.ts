import assert from "node:assert/strict";
import { parse as parseToml } from "smol-toml";
import { sse } from "./fixtures/scripts.ts";
import { scripted } from "./fixtures/upstream.ts";

const ROOT = new URL("..", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));
const BLOCK = /^```(\S+)[^\n]*\n(.*?)^```$/gms;
// Each is run by a test of its own: tests/demo, .ci/run, tests/edge.
const TESTED_COMMANDS = /deno@2\.9\.6 task (demo|test)\b|deno task (serve|demo --serve)\b|^export |^curl |^#|^$/;
const UPSTREAMS = /https:\/\/(api\.(openai|anthropic)|proxy\.example)\.com|http:\/\/127\.0\.0\.1:8787/g;
// What a reader has at hand.
const GIVEN = 'const key = "key", token = "token", model = "model", input = "input";';

const blocks = [...README.matchAll(BLOCK)].map(([, language = "", code = ""]) => ({ language, code }));

/** Makes a program of a code block: its upstream is the scripted one, and what the reader has is given. */
function program(code: string, upstream: string): string {
  const lines = code.replaceAll(UPSTREAMS, upstream).split("\n");
  const isImport = (line: string) => line.startsWith("import ");
  return [...lines.filter(isImport), GIVEN, ...lines.filter((line) => !isImport(line))].join("\n");
}

for (const [index, { code }] of blocks.filter(({ language }) => language === "ts").entries()) {
  const title = code.split("\n").find((line) => line !== "" && !line.startsWith("import "));
  Deno.test(`README block ${index + 1} runs: ${title}`, async () => {
    await using upstream = await scripted(sse("one", "two"));
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(file, program(code, upstream.url));
      const args = [
        "run",
        "--check",
        "--config",
        new URL("deno.json", ROOT).pathname,
        "--allow-net",
        "--allow-env",
        file,
      ];
      const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, env: { OPENAI_API_KEY: "key" } })
        .output();
      assert.ok(success, new TextDecoder().decode(stderr));
    } finally {
      await Deno.remove(file);
    }
  });
}

Deno.test("README shows commands that a test runs, and no others", () => {
  const shown = blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => code.split("\n"));
  assert.deepEqual(shown.filter((line) => !TESTED_COMMANDS.test(line)), []);
});

Deno.test("README's configuration of Codex CLI is TOML, for the port of the proxy", () => {
  const [block] = blocks.filter(({ language }) => language === "toml");
  const { model_provider, model_providers } = parseToml(block?.code ?? "");
  const provider = Object(model_providers)[String(model_provider)];
  assert.equal(provider.base_url, "http://127.0.0.1:8787/openai/v1");
});
