import assert from "node:assert/strict";
import { parse as parseToml } from "smol-toml";
import { markdownPages } from "./markdown_page.ts";
import { runSamples } from "./run_samples.ts";

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = { json: JSON.parse, toml: parseToml };

for (const { path, blocks } of await markdownPages()) {
  const samples = blocks
    .filter(({ language }) => language === "ts")
    .map(({ code, attributes }) => ({ code, isRun: !attributes.includes("check") }));
  if (samples.length > 0) {
    Deno.test(`${path} shows samples whose types are right, and that run`, async () => {
      await runSamples(samples);
    });
  }

  for (const { language, code } of blocks) {
    const parse = PARSERS[language];
    if (!parse) continue;
    Deno.test(`${path} shows ${language} that can be parsed: ${code.slice(0, 40)}`, () => {
      assert.ok(parse(code));
    });
  }
}
