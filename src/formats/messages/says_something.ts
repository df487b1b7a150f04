// Names of members whose text is a label, not a part of the answer.
const LABELS = new Set(["type", "role"]);
// Deeper than any message of a known shape.
const MOST_LEVELS = 16;

/**
 * Returns whether a value holds a non-empty text outside of labels.
 *
 * Whatever a server adds to its messages is content if it has text. An empty delta isn't content, in whatever way it is
 * empty: `null`, `""`, `[]`, `{ "type": "text", "text": "" }`.
 *
 * @param value A value of JSON.
 * @param labels Names of members that don't count, at the top of the value.
 */
export function saysSomething(value: unknown, labels: readonly string[] = []): boolean {
  return says(value, labels, MOST_LEVELS);
}

function says(value: unknown, labels: readonly string[], levels: number): boolean {
  if (typeof value === "string") return value !== "";
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.entries(value).some(([name, member]) =>
    !LABELS.has(name) && !labels.includes(name) && says(member, [], levels - 1)
  );
}
