/**
 * Creates the error of an invalid option.
 *
 * @param name Name of the option.
 * @param expected What the option takes.
 * @param value The invalid value. Of a string or an object, the message shows the type only: it may hold a secret.
 * @returns A `RangeError` for a number, otherwise a `TypeError`.
 */
export function optionError(name: string, expected: string, value: unknown): TypeError | RangeError {
  const type = Array.isArray(value) ? "array" : typeof value;
  const isHidden = type === "string" || Object(value) === value;
  const message = `Cannot use ${name}: expected ${expected}, got ${isHidden ? `type ${type}` : String(value)}`;
  return typeof value === "number" ? new RangeError(message) : new TypeError(message);
}
