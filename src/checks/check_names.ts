import { closestName } from "./closest_name.ts";

// Options of other libraries, and their names here.
const KNOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  timeout: "ttfbTimeout, or totalTimeout",
  retries: "retry.maxAttempts",
  maxRetries: "retry.maxAttempts",
  attempts: "maxAttempts",
  limit: "maxAttempts",
  backoffLimit: "maxDelay",
  methods: "guard",
};

/**
 * Checks that an object holds only options that exist.
 *
 * @param prefix What comes before the names in the error, such as `"retry."`.
 * @param given The object.
 * @param rules An object that has the names that exist.
 * @throws {TypeError} If a name is unknown; the message names the option that was probably meant.
 */
export function checkNames(prefix: string, given: object, rules: object): void {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(rules, name)) continue;
    const names = Object.keys(rules);
    const meant = Object.hasOwn(KNOWN_ELSEWHERE, name) ? KNOWN_ELSEWHERE[name] : closestName(name, names);
    throw new TypeError(
      `Cannot use ${prefix}${name}: ${meant ? `did you mean ${meant}?` : `expected one of ${names.join(", ")}`}`,
    );
  }
}
