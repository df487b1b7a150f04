/** What a benchmark found: a table for a page. */
export interface BenchTable {
  /** Its headings; the first column is text, the others are numbers. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Paragraphs under it: what was done, and where a peer is ahead. */
  readonly notes: readonly string[];
}

/** One contender's figure in one column. */
export interface Standing {
  readonly column: string;
  readonly name: string;
  readonly value: number;
}

/** Which way a column is to be read, and from where on a difference counts. */
export interface Contest {
  /** The row that the others are held against. */
  readonly ours: string;
  readonly better: "lower" | "higher";
  /** Share by which a peer has to differ. */
  readonly tolerance: number;
  /** Why a peer is ahead, where one is. */
  readonly why?: string;
}

/** Formats a table and its notes as Markdown. */
export function markdown({ head, rows, notes }: BenchTable): string {
  const rule = head.map((_, column) => column === 0 ? "---" : "---:");
  const table = [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return [table, ...notes].join("\n\n");
}

/**
 * Says in which columns peers are ahead of us.
 *
 * @returns A sentence, also where there is no such column.
 */
export function whoIsAhead(standings: readonly Standing[], { ours, better, tolerance, why }: Contest): string {
  const ahead = new Map<string, string[]>();
  for (const { column, name, value } of standings) {
    const own = standings.find((standing) => standing.name === ours && standing.column === column)?.value;
    if (own === undefined || name === ours) continue;
    const wins = better === "lower" ? value < own * (1 - tolerance) : value > own * (1 + tolerance);
    if (wins) ahead.set(name, [...ahead.get(name) ?? [], column]);
  }
  const margin = `by more than ${(tolerance * 100).toFixed(0)} %`;
  if (ahead.size === 0) return `No peer is ahead of ${ours} ${margin}.`;
  const peers = [...ahead].map(([name, columns]) => `${name} in ${columns.join(", ")}`);
  return [`Ahead of ${ours} ${margin}: ${peers.join("; ")}.`, why].filter(Boolean).join(" ");
}
