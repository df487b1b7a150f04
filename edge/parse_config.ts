import type { FetchOptions, LifeSign } from "../mod.ts";
import type { Bindings, Variable } from "./bindings.ts";
import { ConfigError } from "./config_error.ts";
import { parseBase, UPSTREAM_NAME } from "./upstream.ts";
import type { ProxyOptions } from "./proxy_options.ts";
import { isToken } from "./require_token.ts";

const SECONDS = "a number of seconds ≥ 0, such as 45 or 0.5; 0 disables";
const BASE_URL = "an http: or https: URL without user, query or fragment, such as https://api.openai.com";
const TOKENS = "tokens with commas between them, each of letters, digits and ._~+/-";

/**
 * Makes the proxy's options of variables.
 *
 * @param bindings The variables; one that is `undefined` is not set, and one that is empty is invalid.
 * @throws {ConfigError} If one is missing, invalid, or contradicts another.
 */
export function parseConfig(bindings: Bindings): ProxyOptions {
  const config = {
    upstreams: parseUpstreams(bindings),
    fetch: parseFetchOptions(bindings),
    tokens: list(bindings, "PROXY_TOKENS", TOKENS, isToken),
    authorization: text(bindings, "UPSTREAM_AUTHORIZATION", "the value of a header, such as Bearer KEY", isHeaderValue),
    allowedOrigins: list(
      bindings,
      "ALLOWED_ORIGINS",
      "origins with commas between them, such as https://app.example.com",
      isOrigin,
    ),
  };
  if (config.authorization !== undefined && !config.tokens) {
    throw new ConfigError("PROXY_TOKENS", `${TOKENS}; without them anyone could use UPSTREAM_AUTHORIZATION`);
  }
  return config;
}

function parseUpstreams(bindings: Bindings): ProxyOptions["upstreams"] {
  const url = text(bindings, "UPSTREAM_URL", BASE_URL, (value) => parseBase(value) !== undefined);
  if (bindings.UPSTREAMS === undefined) {
    if (url !== undefined) return url;
    throw new ConfigError("UPSTREAM_URL", `${BASE_URL}; or set UPSTREAMS`);
  }
  if (url !== undefined) throw new ConfigError("UPSTREAMS", "the place of UPSTREAM_URL: expected one of the two");
  const named = parseJson(bindings.UPSTREAMS);
  const entries = typeof named === "object" && named !== null && !Array.isArray(named) ? Object.entries(named) : [];
  if (entries.length === 0 || !entries.every(([name, base]) => UPSTREAM_NAME.test(name) && isBase(base))) {
    throw new ConfigError(
      "UPSTREAMS",
      `a JSON object such as {"openai":"https://api.openai.com"}, each value ${BASE_URL}`,
    );
  }
  return Object.fromEntries(entries);
}

function parseFetchOptions(bindings: Bindings): FetchOptions {
  const ttfbTimeout = milliseconds(bindings, "TTFB_TIMEOUT_SECONDS");
  const totalTimeout = milliseconds(bindings, "TOTAL_TIMEOUT_SECONDS");
  if (ttfbTimeout && totalTimeout && ttfbTimeout >= totalTimeout) {
    throw new ConfigError("TTFB_TIMEOUT_SECONDS", "less than TOTAL_TIMEOUT_SECONDS, which would always come first");
  }
  return {
    ttfbTimeout,
    totalTimeout,
    staleTimeout: milliseconds(bindings, "STALE_TIMEOUT_SECONDS"),
    maxReplayBytes: integer(bindings, "MAX_REPLAY_BYTES", 0),
    firstByteOn: lifeSign(bindings, "FIRST_BYTE_ON"),
    progressOn: lifeSign(bindings, "PROGRESS_ON"),
    retry: { maxAttempts: integer(bindings, "MAX_ATTEMPTS", 1) },
  };
}

function milliseconds(bindings: Bindings, name: Variable): number | undefined {
  const value = text(
    bindings,
    name,
    SECONDS,
    (value) => /^(\d+\.?\d*|\.\d+)$/.test(value) && Number.isFinite(+value * 1_000),
  );
  return value === undefined ? undefined : +value * 1_000;
}

function integer(bindings: Bindings, name: Variable, least: number): number | undefined {
  const value = text(bindings, name, `an integer ≥ ${least}`, (value) => {
    return /^\d+$/.test(value) && +value >= least && Number.isSafeInteger(+value);
  });
  return value === undefined ? undefined : +value;
}

function lifeSign(bindings: Bindings, name: Variable): LifeSign | undefined {
  return text(bindings, name, "chunk or event", (value) => /^(chunk|event)$/.test(value)) as LifeSign | undefined;
}

function list(
  bindings: Bindings,
  name: Variable,
  expected: string,
  isValid: (value: string) => boolean,
): string[] | undefined {
  const split = (value: string) => value.split(",").map((item) => item.trim());
  const value = text(bindings, name, expected, (value) => split(value).every(isValid));
  return value === undefined ? undefined : split(value);
}

/** Returns the text of a variable that is set. */
function text(
  bindings: Bindings,
  name: Variable,
  expected: string,
  isValid: (value: string) => boolean,
): string | undefined {
  const value = bindings[name];
  if (value === undefined) return undefined;
  const string = typeof value === "number" ? String(value) : value;
  if (typeof string !== "string" || !isValid(string.trim())) throw new ConfigError(name, expected);
  return string.trim();
}

function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isBase(value: unknown): boolean {
  return typeof value === "string" && parseBase(value) !== undefined;
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value;
}

function isHeaderValue(value: string): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}
