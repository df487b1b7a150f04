import { event, type LifeSign } from "../../mod.ts";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config_error.ts";

/** What a number of seconds may be. */
export const SECONDS = "a number of seconds ≥ 0, such as 45 or 0.5; 0 disables";

// An hour: who gives more has most likely given milliseconds.
const MOST_SECONDS = 3_600;

/**
 * Returns the text of a variable that is set.
 *
 * @param expected What it takes, for the error.
 * @throws {ConfigError} If it is invalid.
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
 * Returns the parts of a variable with commas in it.
 *
 * @throws {ConfigError} If one of them is invalid.
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
 * Returns the milliseconds of a variable in seconds.
 *
 * @param expected What it takes, for the error.
 * @param most Seconds above which it can only be meant as milliseconds.
 * @throws {ConfigError} If it is invalid.
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
  throw new ConfigError(name, `seconds, ${most} at most, and this looks like milliseconds: 45 stands for 45 seconds`);
}

/**
 * Returns the integer of a variable.
 *
 * @throws {ConfigError} If it is invalid, or less than `least`.
 */
export function integer(bindings: Bindings, name: string, least: number): number | undefined {
  const value = text(bindings, name, `an integer ≥ ${least}`, (value) => {
    return /^\d+$/.test(value) && +value >= least && Number.isSafeInteger(+value);
  });
  return value === undefined ? undefined : +value;
}

/**
 * Returns the life sign of a variable.
 *
 * @throws {ConfigError} If it is invalid.
 */
export function lifeSign(bindings: Bindings, name: string): "chunk" | LifeSign | undefined {
  const value = text(bindings, name, "chunk or event", (value) => /^(chunk|event)$/.test(value));
  return value === "event" ? event() : value === undefined ? undefined : "chunk";
}
