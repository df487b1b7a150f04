import { closestName } from "../checks/closest_name.ts";
import type { FetchOptions } from "./fetch_options.ts";
import { RULES } from "./resolve_options.ts";

/**
 * Splits the second argument of a call, which stays as it is, into what is the platform's and what is ours. A member that
 * is `undefined` counts as not given.
 *
 * @param init The caller's. It may inherit its members, as a `Request` does that serves as one.
 * @returns What the platform's `fetch` gets, and the options of this call, if it has any.
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

/** The platform's members, and those of runtimes, are left alone: only names like `ttfbTimout` are refused. */
function checkSpelling(name: string): void {
  if (!/time?out|retr|hedg|guard|target|replay|idempot|onEv|ByteOn/i.test(name) || name === "timeout") return;
  if (Object.hasOwn(RULES, name)) return;
  const meant = closestName(name, Object.keys(RULES));
  if (meant) throw new TypeError(`Cannot use ${name}: did you mean ${meant}?`);
}

/** What else isn't a signal, the platform refuses. */
function checkSignal(signal: unknown): void {
  const { abort, signal: own } = Object(signal);
  if (typeof abort === "function" && own) {
    throw new TypeError("Cannot use signal: expected an AbortSignal, got an AbortController: pass its signal");
  }
}
