import { type FetchOptions, hedge, type HedgePolicy, learnedCutoff } from "../../mod.ts";
import { isHeaderValue } from "../headers/credentials.ts";
import type { ProxyOptions, UpstreamFetchOptions } from "../options/proxy_options.ts";
import { isOrigin } from "../access/cross_origin.ts";
import { isHostName } from "../access/require_host.ts";
import { isToken } from "../access/require_token.ts";
import { isStreamPath } from "../streams/stream_paths.ts";
import type { BreakerOptions } from "../breaker/breaker.ts";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config_error.ts";
import { parseUpstreams } from "./parse_upstreams.ts";
import { integer, lifeSign, list, milliseconds, SECONDS, text } from "./read_variable.ts";

const TOKENS = "comma-separated tokens of letters, digits and ._~+/-";
const AUTHORIZATION = "the value of a header, such as Bearer KEY";
const ORIGINS = "comma-separated origins, such as https://app.example.com";
const PATHS = "comma-separated paths that begin with / or *, such as /internal/*/generate";
const HOSTS = "comma-separated host names without ports, such as proxy.example.com";
const STATUSES = "comma-separated status codes from 400 to 599, such as 429,502,503";
// Six hours.
const MOST_TOTAL_SECONDS = 21_600;
const PERCENTILE = /^p\d\d?(\.\d+)?$/;

/**
 * Parses the variables into the proxy's options.
 *
 * @param bindings The variables. `undefined` means not set; an empty value is invalid.
 * @returns The options.
 * @throws {ConfigError} If one is missing, invalid, or contradicts another.
 */
export function parseConfig(bindings: Bindings): ProxyOptions {
  const tokens = list(bindings, "PROXY_TOKENS", TOKENS, isToken);
  const authorization = text(bindings, "UPSTREAM_AUTHORIZATION", AUTHORIZATION, isHeaderValue);
  const { upstreams, isInjected } = parseUpstreams(bindings, authorization !== undefined);
  if (isInjected && !tokens) {
    throw new ConfigError("PROXY_TOKENS", `${TOKENS}; without tokens, anyone could use the upstream's authorization`);
  }
  return {
    upstreams,
    fetch: parseFetchOptions(bindings),
    breaker: parseBreaker(bindings),
    uploadTimeout: milliseconds(bindings, "UPLOAD_TIMEOUT_SECONDS"),
    keepAlive: milliseconds(bindings, "KEEP_ALIVE_SECONDS"),
    streamPaths: list(bindings, "STREAM_PATHS", PATHS, isStreamPath),
    tokens,
    authorization,
    allowedHosts: list(bindings, "ALLOWED_HOSTS", HOSTS, isHostName),
    allowedOrigins: list(bindings, "ALLOWED_ORIGINS", ORIGINS, isOrigin),
  };
}

function parseBreaker(bindings: Bindings): BreakerOptions {
  return { failures: integer(bindings, "BREAKER_FAILURES", 0), openFor: milliseconds(bindings, "BREAKER_SECONDS") };
}

function parseFetchOptions(bindings: Bindings): UpstreamFetchOptions {
  const ttfbTimeout = parseTtfbTimeout(bindings);
  const totalTimeout = milliseconds(bindings, "TOTAL_TIMEOUT_SECONDS", SECONDS, MOST_TOTAL_SECONDS);
  if (typeof ttfbTimeout === "number" && totalTimeout && ttfbTimeout >= totalTimeout) {
    throw new ConfigError(
      "TTFB_TIMEOUT_SECONDS",
      "less than TOTAL_TIMEOUT_SECONDS, which would always end the request first",
    );
  }
  return {
    ttfbTimeout,
    contentTimeout: milliseconds(bindings, "CONTENT_TIMEOUT_SECONDS"),
    totalTimeout,
    staleTimeout: milliseconds(bindings, "STALE_TIMEOUT_SECONDS"),
    maxReplayBytes: integer(bindings, "MAX_REPLAY_BYTES", 0),
    firstByteOn: lifeSign(bindings, "FIRST_BYTE_ON"),
    progressOn: lifeSign(bindings, "PROGRESS_ON"),
    retry: { maxAttempts: integer(bindings, "MAX_ATTEMPTS", 1), statusCodes: parseStatuses(bindings) },
    hedge: parseHedge(bindings),
    resume: text(bindings, "RESUME", "on or off", (value) => /^(on|off)$/.test(value)) === "off" ? [] : undefined,
  };
}

function parseTtfbTimeout(bindings: Bindings): FetchOptions["ttfbTimeout"] {
  const name = "TTFB_TIMEOUT_SECONDS";
  const value = bindings[name];
  if (typeof value === "string" && value.trim() === "learned") return learnedCutoff();
  return milliseconds(bindings, name, `${SECONDS}; or learned, to derive it from recent answers`);
}

function parseStatuses(bindings: Bindings): number[] | undefined {
  return list(bindings, "RETRY_STATUSES", STATUSES, (value) => /^[45]\d\d$/.test(value))?.map(Number);
}

function parseHedge(bindings: Bindings): HedgePolicy | false | undefined {
  const name = "HEDGE_AFTER";
  const value = bindings[name];
  const percentile = typeof value === "string" ? value.trim() : "";
  if (PERCENTILE.test(percentile) && Number(percentile.slice(1)) > 0) {
    return hedge({ after: percentile as `p${number}` });
  }
  const after = milliseconds(bindings, name, `${SECONDS}; or a percentile, such as p95`);
  return after === undefined ? undefined : after > 0 && hedge({ after });
}
