import { type Credentials, isCredentialName, isHeaderValue } from "../headers/credentials.ts";
import { isObject } from "../checks/is_object.ts";
import { optionError } from "../checks/option_error.ts";
import type { BreakerOptions } from "../breaker/breaker.ts";
import { createBreaker } from "../breaker/create_breaker.ts";
import type { MountOptions, UpstreamObject, UpstreamOption } from "./mount_options.ts";
import { haveOneOrigin, parseBase } from "./parse_base.ts";
import { type Mount, OWN_PATHS, type Upstream, UPSTREAM_NAME } from "./upstream.ts";

/**
 * Creates the upstreams of a proxy from its options.
 *
 * @param options The options.
 * @returns The upstreams by name.
 * @throws {TypeError | RangeError} If an option is invalid, or contradicts another.
 */
export function mountUpstreams(options: MountOptions): Mount[] {
  const { upstreams: given, tokens, onBreaker } = options;
  if (onBreaker !== undefined && typeof onBreaker !== "function") {
    throw optionError("onBreaker", "a function", onBreaker);
  }
  if (!isUrl(given) && (Object(given) !== given || Array.isArray(given))) {
    throw optionError("upstreams", "a base URL, or an object of them by name", given);
  }
  const entries: [string | undefined, UpstreamOption | readonly UpstreamOption[]][] = isUrl(given)
    ? [[undefined, given]]
    : Object.entries(given);
  if (entries.length === 0) throw new TypeError("Cannot use upstreams: expected at least one, got none");
  const mounts = entries.map(([name, value]) => mount(name, [value].flat(), options));
  const upstreams = mounts.flatMap(({ upstreams }) => upstreams);
  if (options.authorization !== undefined && !haveOneOrigin(upstreams.map(({ base }) => base))) {
    throw new TypeError(
      "Cannot use authorization: expected upstreams of one origin, or an authorization for each of them, got one for several origins",
    );
  }
  if (!tokens?.length && upstreams.some(({ credentials }) => credentials !== undefined)) {
    throw new TypeError(
      "Cannot use authorization: expected tokens too, since without them anyone could use it, got none",
    );
  }
  return mounts;
}

function mount(name: string | undefined, list: readonly UpstreamOption[], options: MountOptions): Mount {
  if (name !== undefined && !UPSTREAM_NAME.test(name)) {
    throw new TypeError(
      `Cannot use upstreams: expected a name of letters, digits and ._~- that begins with a letter or a digit and isn't ${
        OWN_PATHS.join(" or ")
      }, got ${name}`,
    );
  }
  const breakerOptions = resolveBreaker(options.breaker);
  const [first, ...others] = list.map((one, index): Upstream => {
    const upstream = parseUpstream(name, one, options.authorization);
    // A single upstream is never skipped, so it needs no breaker.
    if (!breakerOptions || list.length === 1) return { ...upstream, breaker: undefined };
    const breaker = createBreaker(breakerOptions);
    options.onBreaker?.(`${name}/${index} ${upstream.base.host}`, breaker);
    return { ...upstream, breaker };
  });
  if (!first) throw new TypeError(`Cannot use upstreams.${name}: expected at least one, got none`);
  return { name, upstreams: [first, ...others] };
}

function parseUpstream(
  name: string | undefined,
  given: UpstreamOption,
  byDefault: string | undefined,
): Pick<Upstream, "base" | "credentials"> {
  const { url, authorization, headers, ...others } = isUrl(given)
    ? { url: given }
    : Object(given) as Partial<UpstreamObject>;
  const option = name === undefined ? "upstreams" : `upstreams.${name}`;
  const base = url && parseBase(url);
  if (!base) {
    const value = Object(given) === given && !isUrl(given) ? url : given;
    throw optionError(option, "an http: or https: URL without user, query or fragment", value);
  }
  // A misspelled name would leave the client's credentials in the request.
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new TypeError(`Cannot use ${option}: expected url, authorization and headers, got ${unknown}`);
  }
  return { base, credentials: parseCredentials(option, authorization, headers, byDefault) };
}

function parseCredentials(
  option: string,
  authorization: string | undefined,
  headers: Credentials | undefined,
  byDefault: string | undefined,
): Credentials | undefined {
  if (headers !== undefined && (!isObject(headers) || Object.keys(headers).length === 0)) {
    throw optionError(`${option}.headers`, "an object of headers and their values", headers);
  }
  const all = [
    ...Object.entries(headers ?? {}),
    ...(authorization === undefined ? [] : [["authorization", authorization]]),
  ]
    .map(([name = "", value]) => [name.toLowerCase(), value] as const);
  if (all.length === 0 && byDefault !== undefined) all.push(["authorization", byDefault]);
  const credentials = Object.fromEntries(all) as Credentials;
  if (Object.keys(credentials).length < all.length) {
    throw new TypeError(`Cannot use ${option}: expected each header once, got one of them several times`);
  }
  for (const [name, value] of Object.entries(credentials)) {
    if (!isCredentialName(name)) {
      throw new TypeError(
        `Cannot use ${option}.headers: expected names of headers that can hold credentials, got ${name}`,
      );
    }
    if (!isHeaderValue(value)) {
      const what = name === "authorization" ? name : `${option}.headers`;
      throw optionError(what, "the value of a header, such as Bearer KEY", value);
    }
  }
  return all.length === 0 ? undefined : credentials;
}

function isUrl(given: unknown): given is string | URL {
  return typeof given === "string" || given instanceof URL;
}

function resolveBreaker(given: BreakerOptions | false | undefined): Required<BreakerOptions> | undefined {
  if (given === false) return undefined;
  if (given !== undefined && !isObject(given)) throw optionError("breaker", "an object or false", given);
  const { failures = 5, openFor = 30_000 } = given ?? {};
  if (!Number.isSafeInteger(failures) || failures < 0) {
    throw optionError("breaker.failures", "an integer ≥ 0", failures);
  }
  if (!Number.isFinite(openFor) || openFor < 0) {
    throw optionError("breaker.openFor", "a number of milliseconds ≥ 0", openFor);
  }
  return failures === 0 ? undefined : { failures, openFor };
}
