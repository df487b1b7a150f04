import { optionError } from "../checks/option_error.ts";

/**
 * Checks the `uploadTimeout` option of the proxy.
 *
 * @param given The option.
 * @throws {TypeError | RangeError} If it is invalid.
 */
export function checkUploadTimeout(given: number | false | undefined): void {
  if (given === undefined || given === false) return;
  if (typeof given === "number" && Number.isFinite(given) && given >= 0) return;
  throw optionError("uploadTimeout", "a number of milliseconds ≥ 0 or false", given);
}
