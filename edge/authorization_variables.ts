/** Name that a variable may have which holds an upstream's credentials; in capitals, as no secret put there by mistake is. */
export const VARIABLE_NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * Returns the variables that hold the credentials of single upstreams.
 *
 * @param upstreams What `UPSTREAMS` holds, as text or parsed, valid or not.
 */
export function authorizationVariables(upstreams: unknown): string[] {
  return Object.values(Object(parseJson(upstreams))).flat()
    .map((entry) => Object(entry).authorization)
    .filter((name) => typeof name === "string" && VARIABLE_NAME.test(name));
}

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
