/**
 * Makes the error of an option of the proxy's, in the words of the library's own.
 *
 * @param name The option's name.
 * @param expected What it takes.
 * @param value What it got. Of a text or an object only the type is shown: it may hold a secret.
 */
export function optionError(name: string, expected: string, value: unknown): TypeError | RangeError {
  const type = Array.isArray(value) ? "array" : typeof value;
  const isHidden = type === "string" || Object(value) === value;
  const message = `Cannot use ${name}: expected ${expected}, got ${isHidden ? `type ${type}` : String(value)}`;
  return typeof value === "number" ? new RangeError(message) : new TypeError(message);
}
