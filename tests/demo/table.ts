import Table from "cli-table3";
import { inField } from "./scale.ts";
import type { Summary } from "./summary.ts";

/** Sets summaries side by side, a column each. */
export function table(summaries: readonly Summary[]): string {
  const rows = new Table({
    head: ["", ...summaries.map(({ name }) => name)],
    colAligns: ["left", ...summaries.map(() => "right" as const)],
    // No rules between the rows, and no colors.
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  const row = (name: string, cell: (summary: Summary) => string) => rows.push([name, ...summaries.map(cell)]);
  row("answered", ({ answered, calls }) => `${answered} of ${calls}`);
  row("broken off", ({ broken }) => `${broken}`);
  row("median wait", ({ median }) => inField(median));
  row("p99 wait", ({ p99 }) => inField(p99));
  row("worst wait", ({ worst }) => inField(worst));
  row("upstream requests", ({ requests }) => `${requests}`);
  return rows.toString();
}
