/** Returns a JSON value if it's a string, otherwise an empty string. `String()` throws on some objects. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
