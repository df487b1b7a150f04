/**
 * Checks a value against a rule, which its error prints, and which is parsed:
 * alternatives are joined by ` or `, and each is `a function`, `an object`,
 * `a boolean`, `a number … ≥ N`, `an integer ≥ N`, `a header name`,
 * `an array of statuses`, or else a literal of JSON.
 *
 * @param name The option's name.
 * @param rule What it takes.
 * @param value What it got.
 * @throws {RangeError} If `value` is a number that the rule does not accept.
 * @throws {TypeError} If it is anything else that the rule does not accept.
 */
export function check(name: string, rule: string, value: unknown): void {
  if (!rule.split(" or ").some((part) => accepts(part, value))) refuse(name, rule, value);
}

/** Throws the error that {@linkcode check} does, whatever the value. */
export function refuse(name: string, rule: string, value: unknown): never {
  const type = typeof value;
  // Of a text or an object only the type: it may be a secret that was passed to the wrong option.
  const got = type === "string" || Object(value) === value ? `type ${type}` : String(value);
  throw new (type === "number" ? RangeError : TypeError)(`Cannot use ${name}: expected ${rule}, got ${got}`);
}

function accepts(part: string, value: unknown): boolean {
  const [, type, least] = /^an? (\w+)(?:.*\W (\d+))?/.exec(part) ?? [];
  if (least) {
    return Number.isFinite(value) && value as number >= +least && (type === "number" || value as number % 1 === 0);
  }
  if (type === "array") {
    return Array.isArray(value) && value.every((code) => accepts("an integer ≥ 200", code) && code < 600);
  }
  if (type === "header") return typeof value === "string" && /^[\w-]+$/.test(value);
  return type ? value !== null && typeof value === type : value === JSON.parse(part);
}
