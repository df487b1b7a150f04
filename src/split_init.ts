import type { FetchOptions } from "./options.ts";
import { isOption } from "./resolve_options.ts";

/** The second argument of `fetch`, taken apart. */
export interface SplitInit {
  /** What the platform's `fetch` is given. */
  readonly platform: RequestInit;
  /** The options of this call, if it has any. */
  readonly own: FetchOptions | undefined;
}

/**
 * Takes the options of this library out of an `init`, which stays as it is.
 *
 * @param init The caller's. It may inherit its members, as a `Request` does that serves as one.
 */
export function splitInit(init: RequestInit & FetchOptions): SplitInit {
  const platform: Record<string, unknown> = {};
  let own: Record<string, unknown> | undefined;
  for (let owner: object = init; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      const value = Reflect.get(init, name);
      if (isOption(name)) (own ??= {})[name] = value;
      else platform[name] = value;
    }
  }
  return { platform, own };
}
