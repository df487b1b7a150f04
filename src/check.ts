/**
 * Throws an error that names the option, what it takes, and what it got.
 *
 * @param valid Whether the value is accepted.
 * @param name The option's name.
 * @param accepts What the option takes, as words.
 * @param value What it got.
 * @throws {RangeError} If `value` is a number of the wrong kind.
 * @throws {TypeError} If it is anything else.
 */
export function check(valid: boolean, name: string, accepts: string, value: unknown): void {
  if (valid) return;
  const message = `Cannot use ${name}: expected ${accepts}, got ${show(value)}`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}

/** Returns a timeout as `false`, or a number of milliseconds above `0`; throws as {@linkcode check} does. */
export function checkTimeout(name: string, value: unknown): number | false {
  const valid = value === false || (Number.isFinite(value) && (value as number) >= 0);
  check(valid, name, "a number of milliseconds ≥ 0 or false", value);
  return (value as number | false) || false;
}

// Neither a text nor an object is shown whole: it may hold a secret.
function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 32 ? `${value.slice(0, 31)}…` : value);
  if (value === null || typeof value !== "object" && typeof value !== "function") return String(value);
  return Array.isArray(value) ? "an array" : typeof value === "function" ? "a function" : "an object";
}
