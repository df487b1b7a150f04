import type { FetchOptions } from "../../mod.ts";
import { isObject } from "../checks/is_object.ts";
import { optionError } from "../checks/option_error.ts";

/**
 * Checks what `createFetch` can't check in the `fetch` option of the proxy.
 *
 * @param given The `fetch` option.
 * @throws {TypeError | RangeError} If it isn't an object, or holds `targets` or an invalid `fetch`.
 */
export function checkFetchOptions(given: FetchOptions | undefined): void {
  if (given === undefined) return;
  if (!isObject(given)) throw optionError("fetch", "an object", given);
  const { targets, fetch } = given;
  // Targets would send requests, with the credentials in them, to servers that aren't upstreams.
  if (targets !== undefined) {
    throw optionError("fetch.targets", "none, since upstreams decide where requests go", targets);
  }
  if (fetch !== undefined && typeof fetch !== "function") throw optionError("fetch.fetch", "a function", fetch);
}
