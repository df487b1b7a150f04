/** Tells whether something can hold options: an object that is neither a list nor a function. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
