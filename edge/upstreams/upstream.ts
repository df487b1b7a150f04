import { hasDotSegment } from "../request/dot_segment.ts";
import type { Breaker } from "./breaker.ts";

/** A server that requests are sent on to. */
export interface Upstream {
  /** Base URL; nothing above its path can be reached. */
  readonly base: URL;
  /** What replaces the client's `Authorization`, here alone. */
  readonly authorization: string | undefined;
  /** Says whether it is to be asked at all. */
  readonly breaker: Breaker | undefined;
}

/** Upstreams that take each other's place. */
export interface Mount {
  /** What they are mounted under: `/name/`, or `/` where that is `undefined`. */
  readonly name: string | undefined;
  /** The upstreams, in the order in which they are tried. */
  readonly upstreams: readonly [Upstream, ...Upstream[]];
}

/** Where a request can go. */
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

/** Name that upstreams may have. */
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

/** Tells whether what is sent to one of several URLs may be sent to all: they have the same origin. */
export function haveOneOrigin(urls: readonly URL[]): boolean {
  return new Set(urls.map(({ origin }) => origin)).size <= 1;
}

/**
 * Finds where a request can go: the base URL of each upstream there, and the rest of the path behind it.
 *
 * @param mounts The upstreams by name.
 * @param requestUrl The request's URL as the runtime gives it, its path perhaps unresolved.
 * @returns The targets in the order in which they are tried, or `undefined` if nothing is mounted there.
 * @throws {BadPathError} If the path could lead out of the base URL of any of them.
 */
export function findTargets(
  mounts: readonly Mount[],
  requestUrl: string,
): { mount: Mount; targets: [Target, ...Target[]] } | undefined {
  const { path, query } = splitUrl(requestUrl);
  if (hasDotSegment(path)) throw new BadPathError();
  for (const mount of mounts) {
    const prefix = mount.name === undefined ? "" : `/${mount.name}`;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) continue;
    const rest = path.slice(prefix.length);
    const to = (upstream: Upstream): Target => ({ upstream, url: join(upstream.base, rest, query) });
    const [first, ...others] = mount.upstreams;
    return { mount, targets: [to(first), ...others.map(to)] };
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
