import { isObject } from "../checks/is_object.ts";
import { isCredentialName, isHeaderValue } from "../headers/credentials.ts";
import type { MountOptions, UpstreamOption } from "../upstreams/mount_options.ts";
import { haveOneOrigin, parseBase } from "../upstreams/parse_base.ts";
import { OWN_PATHS, UPSTREAM_NAME } from "../upstreams/upstream.ts";
import { type Bindings, RESERVED, VARIABLE_NAME } from "./bindings.ts";
import { ConfigError } from "./config_error.ts";
import { parseJson } from "../checks/parse_json.ts";
import { text } from "./read_variable.ts";

const BASE_URL = "an http: or https: URL without user, query or fragment, such as https://api.openai.com";
const UPSTREAMS = 'a JSON object such as {"openai":"https://api.openai.com"}';
const NAMES = `${UPSTREAMS}, each name made of letters, digits and ._~-, beginning with a letter or a digit, but not ${
  OWN_PATHS.join(" or ")
}`;
const ENTRIES =
  `${UPSTREAMS}, each value ${BASE_URL}, or {"url":"…","authorization":"NAME_OF_A_VARIABLE"}, or {"url":"…","headers":{"x-api-key":"NAME_OF_A_VARIABLE"}}, or a list of these`;

/** An entry of `UPSTREAMS`. */
interface Entry {
  readonly url: string;
  /** Names of the variables that hold the credentials, by header. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Result of {@linkcode parseUpstreams}. */
export interface ParsedUpstreams {
  readonly upstreams: MountOptions["upstreams"];
  /** Whether the proxy sends credentials of its own to any upstream. */
  readonly isInjected: boolean;
}

/**
 * Parses the upstreams.
 *
 * @param bindings The variables.
 * @param isShared Whether all upstreams share the proxy's credentials.
 * @returns The upstreams, and whether they get credentials of the proxy.
 * @throws {ConfigError} If a variable is missing, invalid, or contradicts another.
 */
export function parseUpstreams(bindings: Bindings, isShared: boolean): ParsedUpstreams {
  const url = text(bindings, "UPSTREAM_URL", BASE_URL, (value) => parseBase(value) !== undefined);
  if (bindings.UPSTREAMS === undefined) {
    if (url !== undefined) return { upstreams: url, isInjected: isShared };
    throw new ConfigError("UPSTREAM_URL", `${BASE_URL}; or set UPSTREAMS`);
  }
  if (url !== undefined) throw new ConfigError("UPSTREAMS", "no value beside UPSTREAM_URL: set only one of the two");
  const named = parseEntries(bindings.UPSTREAMS);
  const all = [...named.values()].flat();
  if (isShared && !haveOneOrigin(all.map(({ url }) => new URL(url)))) {
    throw new ConfigError(
      "UPSTREAM_AUTHORIZATION",
      'no value if upstreams have several origins: set "authorization" for each of them in UPSTREAMS',
    );
  }
  return {
    upstreams: Object.fromEntries([...named].map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one) => withSecret(one, bindings)) : withSecret(value, bindings),
    ])),
    isInjected: isShared || all.some(({ variables }) => Object.keys(variables).length > 0),
  };
}

function parseEntries(given: unknown): Map<string, Entry | Entry[]> {
  const value = parseJson(given);
  const named = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (named.length === 0) throw new ConfigError("UPSTREAMS", ENTRIES);
  return new Map(named.map(([name, value]) => {
    if (!UPSTREAM_NAME.test(name)) throw new ConfigError("UPSTREAMS", NAMES);
    if (Array.isArray(value) && value.length === 0) throw new ConfigError("UPSTREAMS", ENTRIES);
    return [name, Array.isArray(value) ? value.map(parseEntry) : parseEntry(value)];
  }));
}

function parseEntry(value: unknown): Entry {
  // A misspelled name would leave the client's credentials in the request.
  const { url, authorization, headers = {}, ...others } = typeof value === "string" ? { url: value } : Object(value);
  const named = isObject(headers) ? Object.entries(headers) : [["", undefined]];
  const all = authorization === undefined ? named : [...named, ["authorization", authorization]];
  const isValid = typeof url === "string" && parseBase(url) !== undefined && Object.keys(others).length === 0;
  const variables = Object.fromEntries(all);
  const isOnce = new Set(all.map(([name]) => name.toLowerCase())).size === all.length;
  if (isValid && isOnce && all.every(([name, variable]) => isCredentialName(name) && isVariable(variable))) {
    return { url, variables };
  }
  throw new ConfigError("UPSTREAMS", ENTRIES);
}

function isVariable(name: unknown): boolean {
  return typeof name === "string" && VARIABLE_NAME.test(name) && !RESERVED.includes(name);
}

function withSecret({ url, variables }: Entry, bindings: Bindings): UpstreamOption {
  const headers = Object.fromEntries(
    Object.entries(variables).map(([header, name]) => [header, secret(header, name, bindings)]),
  );
  return Object.keys(headers).length === 0 ? url : { url, headers };
}

function secret(header: string, name: string, bindings: Bindings): string {
  const what = header === "authorization" ? "the Authorization" : `the header ${header}`;
  const expected = `${what} of an upstream, such as Bearer KEY, since UPSTREAMS names this variable`;
  const value = text(bindings, name, expected, isHeaderValue);
  if (value === undefined) throw new ConfigError(name, expected);
  return value;
}
