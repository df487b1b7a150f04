import assert from "node:assert/strict";
import { parse as parseToml } from "smol-toml";
import { markdownPages } from "./markdown_page.ts";
import { type Sample, SampleFolder } from "./sample_folder.ts";

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = { json: JSON.parse, toml: parseToml };

const pages = await markdownPages();
const samples: Sample[] = pages.flatMap(({ path, blocks }) =>
  blocks
    .filter(({ language }) => language === "ts")
    .map(({ code, attributes }) => ({ page: path, code, isRun: !attributes.includes("check") }))
);

Deno.test("the pages show samples whose types are right, and that run", async (t) => {
  await using folder = await SampleFolder.of(samples);
  await t.step("types", () => folder.check());
  for (const page of new Set(samples.map(({ page }) => page))) await t.step(page, () => folder.run(page));
});

for (const { path, blocks } of pages) {
  for (const { language, code } of blocks) {
    const parse = PARSERS[language];
    if (!parse) continue;
    Deno.test(`${path} shows ${language} that can be parsed: ${code.slice(0, 40)}`, () => {
      assert.ok(parse(code));
    });
  }
}
