import assert from "node:assert/strict";
import { parseArguments } from "../../edge/cli/parse_arguments.ts";
import { SETTINGS } from "../../edge/config/settings.ts";
import { RULES } from "../../src/options/resolve_options.ts";
import config from "../../deno.json" with { type: "json" };
import { MarkdownPage, markdownPages } from "./markdown_page.ts";

Deno.test("docs/options.md has a heading for each option, and for no other", async () => {
  const { text } = await MarkdownPage.read("docs/options.md");
  const shown = [...text.matchAll(/^## `(\w+)`$/gm)].map(([, name]) => name);

  assert.deepEqual(shown.toSorted(), Object.keys(RULES).toSorted());
});

Deno.test("docs/proxy/configure.md has a row for each variable, and for no other", async () => {
  const { text } = await MarkdownPage.read("docs/proxy/configure.md");
  const shown = [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);

  assert.deepEqual(shown.toSorted(), SETTINGS.map(({ variable }) => variable).toSorted());
});

Deno.test("the pages name the packages of this version", async () => {
  const texts = (await markdownPages()).map(({ text }) => text).join("\n");
  const versions = [...texts.matchAll(/firstbyte-(?:fetch|proxy)-([\d.]+\d)\.tgz/g)].map(([, version]) => version);

  assert.deepEqual(new Set(versions), new Set([config.version]));
});

Deno.test("the pages show flags that the proxy takes", async () => {
  const shells = (await markdownPages()).flatMap(({ blocks }) => blocks.filter(({ language }) => language === "sh"));
  const lines = shells.flatMap(({ code }) => code.replaceAll(/#.*$/gm, "").split("\n"));
  const commands = lines.flatMap((line) => /\bfirstbyte-proxy +([^|&]+)$/.exec(line.trim())?.[1] ?? []);

  assert.ok(commands.length > 0);
  for (const args of commands) assert.doesNotThrow(() => parseArguments(args.trim().split(/\s+/)), args);
});
