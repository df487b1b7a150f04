import { type Bindings, pickBindings } from "../config/bindings.ts";
import { checkNames } from "../config/check_names.ts";
import { ConfigError } from "../config/config_error.ts";
import { parseConfig } from "../config/parse_config.ts";
import { milliseconds, text } from "../config/read_variable.ts";
import { WELL_KNOWN_UPSTREAMS } from "../config/well_known_upstreams.ts";
import type { ProxyOptions } from "../options/proxy_options.ts";
import { parseRedisUrl, REDIS_URL, type RedisAddress } from "../redis/redis_address.ts";

/** Environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Configuration of the server. */
export interface Configuration {
  /** The proxy's variables. */
  readonly bindings: Bindings;
  /** The options that the variables stand for. */
  readonly options: ProxyOptions;
  readonly hostname: string;
  readonly port: number;
  /** Whether `/dashboard` shows the requests. */
  readonly hasDashboard: boolean;
  /** The Redis server through which proxies share what they learn; `undefined` if they don't. */
  readonly sharedState: RedisAddress | undefined;
  /** Milliseconds for streams to finish during a shutdown. */
  readonly shutdownTime: number;
}

const PORT = "a port number from 0 to 65535";
const HOST = "an address or a name of this machine, such as 127.0.0.1";
const SWITCH = "1, or nothing";
const DEFAULT_PORT = "8787";
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_SHUTDOWN_TIME = 30_000;

/**
 * Reads the configuration: flags first, then the environment, then defaults.
 *
 * @param environment The environment of the process.
 * @param flags The variables that the flags stand for.
 * @returns The configuration.
 * @throws {ConfigError} If a variable is invalid, misspelled, or contradicts another.
 */
export function readConfiguration(environment: Environment, flags: Environment): Configuration {
  checkNames(Object.keys(environment));
  const variables = merge(environment, flags);
  const hostname = text(variables, "HOST", HOST, (value) => /^[\w.:%-]+$/.test(value)) ?? DEFAULT_HOST;
  const bindings = withAllowedHosts(pickBindings((name) => variables[name]), hostname);
  const options = parseConfig(bindings);
  const isOpen = isOn(variables, "OPEN");
  const hasDashboard = isOn(variables, "DASHBOARD");
  if (!isLoopback(hostname) && !options.tokens && !isOpen) {
    throw new ConfigError(
      "HOST",
      "an address beyond this machine only with PROXY_TOKENS, or with --open to serve anyone",
    );
  }
  if (hasDashboard && !isLoopback(hostname) && !options.tokens) {
    throw new ConfigError("DASHBOARD", "effect beyond this machine only with PROXY_TOKENS");
  }
  return {
    bindings,
    options,
    hostname,
    hasDashboard,
    sharedState: parseSharedState(variables.SHARED_STATE, flags.SHARED_STATE !== undefined),
    port: parsePort(variables),
    shutdownTime: milliseconds(variables, "SHUTDOWN_SECONDS") ?? DEFAULT_SHUTDOWN_TIME,
  };
}

/** Sets `ALLOWED_HOSTS` for a proxy on loopback without tokens, which prevents DNS rebinding. */
function withAllowedHosts(bindings: Bindings, hostname: string): Bindings {
  const { PROXY_TOKENS, ALLOWED_HOSTS = "localhost" } = bindings;
  return isLoopback(hostname) && PROXY_TOKENS === undefined ? { ...bindings, ALLOWED_HOSTS } : bindings;
}

/** Checks whether only this machine can reach an address. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function merge(environment: Environment, flags: Environment): Environment {
  const wellKnown: Environment = { UPSTREAMS: JSON.stringify(WELL_KNOWN_UPSTREAMS) };
  const upstreams = [flags, environment].find((given) => (given.UPSTREAMS ?? given.UPSTREAM_URL) !== undefined) ??
    wellKnown;
  return { ...environment, ...flags, UPSTREAMS: upstreams.UPSTREAMS, UPSTREAM_URL: upstreams.UPSTREAM_URL };
}

function isOn(variables: Environment, name: string): boolean {
  return text(variables, name, SWITCH, (value) => value === "1" || value === "true") !== undefined;
}

function parseSharedState(url: string | undefined, isFlag: boolean): RedisAddress | undefined {
  if (url === undefined) return undefined;
  const address = parseRedisUrl(url.trim());
  if (!address) throw new ConfigError("SHARED_STATE", REDIS_URL);
  if (isFlag && address.password !== undefined) {
    throw new ConfigError(
      "SHARED_STATE",
      "a password only as a variable, since other users of this machine can read a flag",
    );
  }
  return address;
}

function parsePort(variables: Environment): number {
  return Number(text(variables, "PORT", PORT, (value) => /^\d{1,5}$/.test(value) && +value <= 65_535) ?? DEFAULT_PORT);
}
