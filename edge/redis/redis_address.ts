/** Address of a Redis server, and the credentials for it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** Prefix of the keys. */
  readonly prefix: string;
}

/** What {@linkcode parseRedisUrl} expects, for errors. */
export const REDIS_URL =
  "a URL such as redis://127.0.0.1:6379, rediss:// for TLS, with USER:PASSWORD@ percent-encoded, /DATABASE and ?prefix=NAME where needed";

const DEFAULT_PORT = 6379;
const DEFAULT_PREFIX = "firstbyte";
const HOST = /^([\w.-]+|\[[\da-f:.]+\])$/i;
const DATABASE = /^\/?(\d{0,5})$/;
const PREFIX = /^[\w.:-]{1,64}$/;

/**
 * Parses the URL of a Redis server.
 *
 * @returns The address, or `undefined` if the URL is invalid.
 */
export function parseRedisUrl(text: string): RedisAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, searchParams, hash } = new URL(text);
  const [, database] = DATABASE.exec(pathname) ?? [];
  const [user, secret] = [decode(username), decode(password)];
  const { prefix = DEFAULT_PREFIX, ...others } = Object.fromEntries(searchParams);
  const isRedis = protocol === "redis:" || protocol === "rediss:";
  if (!isRedis || !HOST.test(hostname) || database === undefined || hash !== "") return undefined;
  if (!PREFIX.test(prefix) || Object.keys(others).length > 0 || searchParams.getAll("prefix").length > 1) {
    return undefined;
  }
  // A user without a password: most likely the password was forgotten.
  if (user === undefined || secret === undefined || user !== "" && secret === "") return undefined;
  return {
    host: hostname.replace(/^\[(.+)\]$/, "$1"),
    port: Number(port || DEFAULT_PORT),
    isTls: protocol === "rediss:",
    username: user || undefined,
    password: secret || undefined,
    database: Number(database),
    prefix,
  };
}

/** Returns the URL of an address, without credentials. */
export function describeRedis({ host, port, isTls, database }: RedisAddress): string {
  return `${isTls ? "rediss" : "redis"}://${host.includes(":") ? `[${host}]` : host}:${port}/${database}`;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
