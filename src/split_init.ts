import type { FetchOptions } from "./options.ts";
import { RULES } from "./resolve_options.ts";

/**
 * Takes the options of this library out of an `init`, which stays as it is. One
 * that is `undefined` counts as not given.
 *
 * @param init The caller's. It may inherit its members, as a `Request` does that serves as one.
 * @returns What the platform's `fetch` is given, and the options of this call, if it has any.
 */
export function splitInit(init: RequestInit & FetchOptions): [platform: RequestInit, own: FetchOptions | undefined] {
  const platform: Record<string, unknown> = {};
  let own: Record<string, unknown> | undefined;
  for (let owner: object = init; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      const value = init[name as keyof typeof init];
      if (value === undefined) continue;
      if (Object.hasOwn(RULES, name)) (own ??= {})[name] = value;
      else platform[name] = value;
    }
  }
  return [platform, own];
}
