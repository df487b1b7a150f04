import { event, type LifeSign } from "../../mod.ts";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config_error.ts";

/** Describes a number of seconds in an error. */
export const SECONDS = "a number of seconds ≥ 0, such as 45 or 0.5; 0 disables";

// An hour. A larger number was probably meant as milliseconds.
const MOST_SECONDS = 3_600;

/**
 * Reads a variable as text.
 *
 * @param bindings The variables.
 * @param name Name of the variable.
 * @param expected What the variable takes, for the error.
 * @param isValid Checks the value.
 * @returns The text; `undefined` if the variable isn't set.
 * @throws {ConfigError} If the value is invalid.
 */
export function text(
  bindings: Bindings,
  name: string,
  expected: string,
  isValid: (value: string) => boolean,
): string | undefined {
  const value = bindings[name];
  if (value === undefined) return undefined;
  const string = typeof value === "number" ? String(value) : value;
  if (typeof string !== "string" || !isValid(string.trim())) throw new ConfigError(name, expected);
  return string.trim();
}

/**
 * Reads a variable as a comma-separated list.
 *
 * @param bindings The variables.
 * @param name Name of the variable.
 * @param expected What the variable takes, for the error.
 * @param isValid Checks each item.
 * @returns The items; `undefined` if the variable isn't set.
 * @throws {ConfigError} If an item is invalid.
 */
export function list(
  bindings: Bindings,
  name: string,
  expected: string,
  isValid: (value: string) => boolean,
): string[] | undefined {
  const split = (value: string) => value.split(",").map((item) => item.trim());
  const value = text(bindings, name, expected, (value) => split(value).every(isValid));
  return value === undefined ? undefined : split(value);
}

/**
 * Reads a variable in seconds.
 *
 * @param bindings The variables.
 * @param name Name of the variable.
 * @param expected What the variable takes, for the error.
 * @param most The largest number of seconds that is accepted.
 * @returns The time in milliseconds; `undefined` if the variable isn't set.
 * @throws {ConfigError} If the value is invalid.
 */
export function milliseconds(
  bindings: Bindings,
  name: string,
  expected: string = SECONDS,
  most: number = MOST_SECONDS,
): number | undefined {
  const value = text(bindings, name, expected, (value) => /^(\d+\.?\d*|\.\d+)$/.test(value));
  if (value === undefined) return undefined;
  if (+value <= most) return +value * 1_000;
  throw new ConfigError(name, `seconds, at most ${most}, and this looks like milliseconds: write 45 for 45 seconds`);
}

/**
 * Reads a variable as an integer.
 *
 * @param bindings The variables.
 * @param name Name of the variable.
 * @param least The smallest integer that is accepted.
 * @returns The integer; `undefined` if the variable isn't set.
 * @throws {ConfigError} If the value is invalid.
 */
export function integer(bindings: Bindings, name: string, least: number): number | undefined {
  const value = text(bindings, name, `an integer ≥ ${least}`, (value) => {
    return /^\d+$/.test(value) && +value >= least && Number.isSafeInteger(+value);
  });
  return value === undefined ? undefined : +value;
}

/**
 * Reads a variable that says which sign of life counts.
 *
 * @param bindings The variables.
 * @param name Name of the variable.
 * @returns `"chunk"`, or a policy made by `event()`; `undefined` if the variable isn't set.
 * @throws {ConfigError} If the value is invalid.
 */
export function lifeSign(bindings: Bindings, name: string): "chunk" | LifeSign | undefined {
  const value = text(bindings, name, "chunk or event", (value) => /^(chunk|event)$/.test(value));
  return value === "event" ? event() : value === undefined ? undefined : "chunk";
}
