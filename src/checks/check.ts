import { showValue } from "./show_value.ts";

/**
 * Checks a value against a rule. The rule is printed in the error, and it is parsed: alternatives are joined by ` or `,
 * and each is `a function`, `an object`, `a boolean`, `a number … ≥ N`, `an integer ≥ N`, `a header name`,
 * `an array …`, or else a literal of JSON. The caller checks the members of an object or an array.
 *
 * @param name The option's name.
 * @param rule What it takes.
 * @param value What it got.
 * @throws {RangeError} If `value` is a number that the rule doesn't accept.
 * @throws {TypeError} If `value` is anything else that the rule doesn't accept.
 */
export function check(name: string, rule: string, value: unknown): void {
  if (!rule.split(" or ").some((part) => accepts(part, value))) refuse(name, rule, value);
}

/** Throws the error of {@linkcode check} without a check. */
export function refuse(name: string, rule: string, value: unknown): never {
  throw new (typeof value === "number" ? RangeError : TypeError)(
    `Cannot use ${name}: expected ${rule}, got ${showValue(value)}`,
  );
}

function accepts(part: string, value: unknown): boolean {
  const [, type, least] = /^an? (\w+)(?:.*\W (\d+))?/.exec(part) ?? [];
  if (least) {
    return Number.isFinite(value) && value as number >= +least && (type === "number" || Number.isInteger(value));
  }
  if (type === "array") return Array.isArray(value);
  if (type === "header") return typeof value === "string" && /^[\w-]+$/.test(value);
  if (type === "object") return typeof value === "object" && value !== null && !("then" in value);
  const kind: string = typeof value;
  return type ? kind === type : value === JSON.parse(part);
}
