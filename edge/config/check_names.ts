import { closestName } from "./closest_name.ts";
import { ConfigError } from "./config_error.ts";
import { SETTINGS } from "./settings.ts";

// Other words for these times. A name with any other word is a variable of another program.
const WORDS: Readonly<Record<string, readonly string[]>> = {
  TTFB_TIMEOUT_SECONDS: ["TTFB", "FIRST", "BYTE", "FIRSTBYTE", "HEADERS", "RESPONSE", "CONNECT", "UPSTREAM"],
  CONTENT_TIMEOUT_SECONDS: ["CONTENT", "TOKEN", "FIRSTTOKEN", "TTFT", "MESSAGE"],
  STALE_TIMEOUT_SECONDS: ["STALE", "IDLE", "STREAM", "READ", "INACTIVITY", "SILENCE"],
  UPLOAD_TIMEOUT_SECONDS: ["UPLOAD", "BODY"],
  TOTAL_TIMEOUT_SECONDS: ["TOTAL", "REQUEST", "OVERALL", "CALL", "PROXY"],
};
const UNITS = ["TIMEOUT", "TIMEOUTS", "S", "SEC", "SECS", "SECOND", "SECONDS", "MS", "MILLISECONDS", "MINUTES"];
// A shorter name may be a variable of another program.
const SHORTEST_TYPO = 8;
const MOST_TYPOS = 2;

/**
 * Checks for misspelled variables, which would have no effect. Variables of other programs, such as `API_TIMEOUT_MS`,
 * are accepted.
 *
 * @param given Names of all variables that are set.
 * @throws {ConfigError} If an unknown name means a timeout, or is close to a known name.
 */
export function checkNames(given: readonly string[]): void {
  const known = SETTINGS.map(({ variable }) => variable);
  for (const name of given) {
    if (known.includes(name)) continue;
    const meant = findTimeout(name) ?? findTypo(name, known);
    if (meant) throw new ConfigError(name, `no value, since there's no such variable: did you mean ${meant}?`);
  }
}

function findTimeout(name: string): string | undefined {
  const words = name.split("_").filter((word) => !UNITS.includes(word));
  if (!name.includes("_TIMEOUT") || words.length === 0) return undefined;
  const known = Object.values(WORDS).flat();
  if (!words.every((word) => known.includes(word))) return undefined;
  return Object.keys(WORDS).find((variable) => words.some((word) => WORDS[variable]?.includes(word)));
}

function findTypo(name: string, known: readonly string[]): string | undefined {
  if (name.length < SHORTEST_TYPO) return undefined;
  const closest = closestName(name, known);
  return closest.edits <= MOST_TYPOS ? closest.name : undefined;
}
