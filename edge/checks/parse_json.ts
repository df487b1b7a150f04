/**
 * Parses JSON without throwing.
 *
 * @param value The text. Any other value is returned unchanged.
 * @returns The parsed value; `undefined` if the text is malformed.
 */
export function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
