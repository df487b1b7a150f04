import { closestName } from "../checks/closest_name.ts";
import type { FetchOptions } from "./fetch_options.ts";
import { RULES } from "./resolve_options.ts";

/**
 * Splits the second argument of a call into the platform's members and our options, without changing it. A member that
 * is `undefined` counts as not given.
 *
 * @param init The second argument. Its members may be inherited: some callers pass a `Request`.
 * @returns The argument for the platform's `fetch`, and the options of this call, if there are any.
 * @throws {TypeError} If a member is almost the name of an option, or `signal` is an `AbortController`.
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
      checkSpelling(name);
    }
  }
  checkSignal(platform.signal);
  return [platform, own];
}

/** Rejects names like `ttfbTimout`. Other unknown members are for the platform or the runtime. */
function checkSpelling(name: string): void {
  if (!/time?out|retr|hedg|guard|target|replay|idempot|onEv|ByteOn/i.test(name) || name === "timeout") return;
  if (Object.hasOwn(RULES, name)) return;
  const meant = closestName(name, Object.keys(RULES));
  if (meant) throw new TypeError(`Cannot use ${name}: did you mean ${meant}?`);
}

/** Rejects an `AbortController`. The platform rejects everything else that isn't a signal. */
function checkSignal(signal: unknown): void {
  const { abort, signal: own } = Object(signal);
  if (typeof abort === "function" && own) {
    throw new TypeError("Cannot use signal: expected an AbortSignal, got an AbortController: pass its signal");
  }
}
