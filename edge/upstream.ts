import { hasDotSegment } from "./dot_segment.ts";

/** A server that requests are sent on to. */
export interface Upstream {
  /** What it is mounted under: `/name/`, or `/` where that is `undefined`. */
  readonly name: string | undefined;
  /** Base URL; nothing above its path can be reached. */
  readonly base: URL;
}

/** Where a request goes. */
export interface Target {
  readonly upstream: Upstream;
  readonly url: URL;
}

/** A path that can be read in several ways, one of them out of the upstream's base URL. */
export class BadPathError extends Error {
  constructor() {
    super("Path holds a dot segment, plain or encoded: expected one without");
    this.name = "BadPathError";
  }
}

/** Name that an upstream may have. */
export const UPSTREAM_NAME = /^(?!healthz$)[a-z0-9][a-z0-9._~-]*$/i;

/**
 * Reads the base URL of an upstream.
 *
 * @returns The URL, or `undefined` if it is anything but `http:` or `https:`, a host, and a path.
 */
export function parseBase(value: string | URL): URL | undefined {
  const text = String(value);
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username || url.password || /[?#]/.test(text)) return undefined;
  return url;
}

/**
 * Finds where a request goes: the upstream's base URL, and the rest of the path behind it.
 *
 * @param upstreams The upstreams by name.
 * @param requestUrl The request's URL as the runtime gives it, its path perhaps unresolved.
 * @returns The target, or `undefined` if no upstream is mounted there.
 * @throws {BadPathError} If the path could lead out of the upstream's base URL.
 */
export function findTarget(upstreams: readonly Upstream[], requestUrl: string): Target | undefined {
  const { path, query } = splitUrl(requestUrl);
  if (hasDotSegment(path)) throw new BadPathError();
  for (const upstream of upstreams) {
    const mount = upstream.name === undefined ? "" : `/${upstream.name}`;
    if (path !== mount && !path.startsWith(`${mount}/`)) continue;
    return { upstream, url: join(upstream.base, path.slice(mount.length), query) };
  }
  return undefined;
}

/** Takes the path out of a URL without resolving anything in it. */
export function splitUrl(url: string): { path: string; query: string } {
  const [, path = "", query = ""] = /^[^:/?#]+:\/\/[^/\\?#]*([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  return { path: path || "/", query };
}

function join(base: URL, rest: string, query: string): URL {
  const prefix = base.pathname.replace(/\/+$/, "");
  // As text: resolved against the base, `//host` would be another origin.
  const url = new URL(`${base.origin}${prefix}${rest}${query}`);
  // Whatever a parser makes of the rest, this holds.
  if (url.origin !== base.origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) throw new BadPathError();
  return url;
}
