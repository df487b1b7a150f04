import type { FetchOptions } from "../../mod.ts";
import { isObject } from "../checks/is_object.ts";
import { optionError } from "../checks/option_error.ts";

/**
 * Checks what `createFetch` cannot see of how upstreams are to be fetched: that
 * they are options, what sends, and that nothing else says where requests go.
 *
 * @param given The `fetch` of the proxy's options.
 * @throws {TypeError | RangeError} If it is invalid.
 */
export function checkFetchOptions(given: FetchOptions | undefined): void {
  if (given === undefined) return;
  if (!isObject(given)) throw optionError("fetch", "an object", given);
  const { targets, fetch } = given;
  // It would take requests, and the credentials put into them, to where no upstream is.
  if (targets !== undefined) throw optionError("fetch.targets", "none beside upstreams", targets);
  if (fetch !== undefined && typeof fetch !== "function") throw optionError("fetch.fetch", "a function", fetch);
}
