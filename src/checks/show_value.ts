// A number with a unit, a percentile, or a short word.
const HARMLESS = /^(|p{0,2}-?[\d.]{1,9}e?\d? ?%?[a-z]{0,3}|[a-z]{1,8})$/i;

/**
 * Returns the words for a value in an error about it. A string is shown if it's as short as a word, a time or a
 * number. A longer one may be a secret that was passed to the wrong option.
 *
 * @param value The value.
 * @returns The text, such as `"5s"`, `-1`, `a promise` or `type object`.
 */
export function showValue(value: unknown): string {
  if (typeof value === "string") return HARMLESS.test(value) ? JSON.stringify(value) : "type string";
  if (value === null || Object(value) !== value) return String(value);
  if (typeof (value as PromiseLike<unknown>).then === "function") return "a promise: await it";
  if (typeof value === "function") return "a function: was its call meant?";
  return Array.isArray(value) ? "an array" : `type ${typeof value}`;
}
