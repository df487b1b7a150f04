import assert from "node:assert/strict";
import { withTables } from "./message_tables.ts";

Deno.test("docs/formats.md has the tables that the tests check", () => {
  const markdown = Deno.readTextFileSync(new URL("../../docs/formats.md", import.meta.url));
  const hint = "deno run -RW tests/formats/message_tables.ts && deno fmt docs writes them";
  assert.equal(unaligned(withTables(markdown)), unaligned(markdown), hint);
});

// `deno fmt` aligns the columns.
function unaligned(markdown: string): string {
  return markdown.replace(/ +/g, " ").replace(/-+/g, "-").replace(/\n+/g, "\n");
}
