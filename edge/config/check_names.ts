import { closestName } from "./closest_name.ts";
import { ConfigError } from "./config_error.ts";
import { SETTINGS } from "./settings.ts";

// What people call these times; a word that's in none of them belongs to another program's variable.
const WORDS: Readonly<Record<string, readonly string[]>> = {
  TTFB_TIMEOUT_SECONDS: ["TTFB", "FIRST", "BYTE", "FIRSTBYTE", "HEADERS", "RESPONSE", "CONNECT", "UPSTREAM"],
  CONTENT_TIMEOUT_SECONDS: ["CONTENT", "TOKEN", "FIRSTTOKEN", "TTFT", "MESSAGE"],
  STALE_TIMEOUT_SECONDS: ["STALE", "IDLE", "STREAM", "READ", "INACTIVITY", "SILENCE"],
  UPLOAD_TIMEOUT_SECONDS: ["UPLOAD", "BODY"],
  TOTAL_TIMEOUT_SECONDS: ["TOTAL", "REQUEST", "OVERALL", "CALL", "PROXY"],
};
const UNITS = ["TIMEOUT", "TIMEOUTS", "S", "SEC", "SECS", "SECOND", "SECONDS", "MS", "MILLISECONDS", "MINUTES"];
// A shorter name may well be another program's.
const SHORTEST_TYPO = 8;
const MOST_TYPOS = 2;

/**
 * Checks that no variable only looks like one of the proxy's: a misspelled limit would hold for nobody.
 *
 * Variables of other programs pass, `API_TIMEOUT_MS` for one.
 *
 * @param given Names of all variables that are set.
 * @throws {ConfigError} If one is unknown, and names a time or is nearly a known one.
 */
export function checkNames(given: readonly string[]): void {
  const known = SETTINGS.map(({ variable }) => variable);
  for (const name of given) {
    if (known.includes(name)) continue;
    const meant = timeoutMeant(name) ?? typo(name, known);
    if (meant) throw new ConfigError(name, `nothing, since there's no such variable: ${meant} was probably meant`);
  }
}

function timeoutMeant(name: string): string | undefined {
  const words = name.split("_").filter((word) => !UNITS.includes(word));
  if (!name.includes("_TIMEOUT") || words.length === 0) return undefined;
  const known = Object.values(WORDS).flat();
  if (!words.every((word) => known.includes(word))) return undefined;
  return Object.keys(WORDS).find((variable) => words.some((word) => WORDS[variable]?.includes(word)));
}

function typo(name: string, known: readonly string[]): string | undefined {
  if (name.length < SHORTEST_TYPO) return undefined;
  const closest = closestName(name, known);
  return closest.edits <= MOST_TYPOS ? closest.name : undefined;
}
