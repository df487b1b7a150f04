/**
 * Parses JSON.
 *
 * @param value The text; anything else counts as parsed.
 * @returns What it holds, or `undefined` if it is malformed.
 */
export function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
