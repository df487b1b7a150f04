import assert from "node:assert/strict";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { MarkdownPage } from "./docs/markdown_page.ts";
import { apiUpstream } from "./docs/api_upstream.ts";
import { KEYS, PRELOAD } from "./docs/sample_folder.ts";
import { installedLibrary } from "./fixtures/installed_library.ts";
import { runCommand } from "./fixtures/run_command.ts";
import { currentNode } from "./runtimes/binaries.ts";
import { GIVE_UPS } from "./clients/until_given_up.ts";
import { timeouts } from "./bench/timeouts.ts";

const README = await MarkdownPage.read("README.md");
// Each is run by a test of its own: tests/demo, .ci/run, tests/pack_test.ts, tests/edge.
const TESTED_COMMANDS =
  /^npx -y deno@2\.9\.6 task (demo|test) |^deno task (pack|serve)\b|^npm install \S+\.tgz |^export OPENAI_BASE_URL=|^npx @firstbyte\/proxy run |^$/;

/** The cells of each row below a heading of a table. */
function rowsBelow(heading: string): string[][] {
  const [, table = ""] = README.text.split(heading);
  const lines = table.slice(table.indexOf("|")).split("\n\n")[0]?.split("\n") ?? [];
  return lines.slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("README is short enough to be read", () => {
  assert.ok(new TextEncoder().encode(README.text).byteLength <= 8_000);
  assert.ok(README.text.split("\n").length <= 150);
});

Deno.test("README's samples run on Node as they stand, with the package", async (t) => {
  const samples = README.blocks.filter(({ language }) => language === "ts").map(({ code }) => code);
  const files = Object.fromEntries(samples.map((code, index) => [`sample${index}.ts`, code]));
  await using project = await installedLibrary(files, ["openai"]);
  for (const [name, code] of Object.entries(files)) {
    await t.step(code.split("\n").find((line) => line !== "" && !line.startsWith("import ")) ?? name, async () => {
      await using upstream = await apiUpstream();
      const args = ["--import", PRELOAD, join(project.path, name)];
      const printed = await runCommand(currentNode() ?? "node", {
        args,
        cwd: project.path,
        env: { ...KEYS, UPSTREAM: upstream.url },
      });
      assert.notEqual(printed, "");
    });
  }
});

Deno.test("README shows commands that a test runs, and no others", () => {
  const shown = README.blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => code.split("\n"));
  assert.deepEqual(shown.filter((line) => !TESTED_COMMANDS.test(line)), []);
  assert.ok(README.text.includes(`firstbyte-fetch-${config.version}.tgz`));
});

Deno.test("README states how often SDKs retry as their tests measure it", () => {
  const told = rowsBelow("gives up after").map(([, requests = "", time = ""]) => {
    return [Number(requests.replaceAll("*", "")), Number.parseInt(time)];
  });

  assert.deepEqual(told, GIVE_UPS.map(({ requests, least }) => [requests, Math.round(least / 60)]));
});

Deno.test("README states how calls with other limits end as it is measured", async () => {
  const { head, rows } = await timeouts();

  assert.ok(README.text.includes(head.at(-1) ?? ""));
  assert.deepEqual(rowsBelow("<!-- bench:timeouts -->"), rows);
});
