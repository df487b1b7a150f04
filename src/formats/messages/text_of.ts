/** Returns a value of JSON where it's a text, and an empty one otherwise: not every object can be made one. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
