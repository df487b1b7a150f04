import type { FetchOptions } from "./options.ts";
import { OPTION_NAMES } from "./resolve_options.ts";

// The members of `RequestInit`, and what runtimes add to it.
const PLATFORM_NAMES = [
  ..."method headers body mode credentials cache redirect referrer referrerPolicy integrity".split(" "),
  ..."keepalive signal duplex priority window client dispatcher cf tls proxy".split(" "),
];

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
 * @param init The caller's; a `Request`, or another object that inherits its members, serves too.
 */
export function splitInit(init: RequestInit & FetchOptions): SplitInit {
  const platform: Record<string, unknown> = { ...init };
  const prototype = Object.getPrototypeOf(init);
  if (prototype !== Object.prototype && prototype !== null) {
    for (const name of PLATFORM_NAMES) {
      if (name in init) platform[name] = Reflect.get(init, name);
    }
  }
  let own: Record<string, unknown> | undefined;
  for (const name of OPTION_NAMES) {
    if (!(name in init)) continue;
    (own ??= {})[name] = init[name];
    delete platform[name];
  }
  return { platform, own };
}
