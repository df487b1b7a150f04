import type { Verdict } from "../../src/formats/format.ts";
import { FORMAT_CASES } from "./fixtures/format_cases.ts";

const KINDS: readonly Verdict["kind"][] = ["prelude", "content", "end", "failure"];
const PLACE = /(<!-- messages -->\n)[^]*?(<!-- \/messages -->)/;

/** Returns `docs/formats.md` with its tables made anew, of what the tests try. */
export function withTables(markdown: string): string {
  // As an array, Gemini says the same.
  const cases = FORMAT_CASES.filter(({ title }) => title !== "Gemini as an array");
  const tables = cases.map(({ title, messages }) => {
    const rows = KINDS.flatMap((kind) =>
      messages.filter((message) => message.kind === kind).map(({ label }) => `| ${label} | ${kind} |`)
    );
    return ["", `### ${title}`, "", "| message | is |", "| --- | --- |", ...rows, ""].join("\n");
  });
  return markdown.replace(PLACE, (_, begin, end) => `${begin}${tables.join("")}\n${end}`);
}

if (import.meta.main) {
  const docs = new URL("../../docs/formats.md", import.meta.url);
  Deno.writeTextFileSync(docs, withTables(Deno.readTextFileSync(docs)));
}
