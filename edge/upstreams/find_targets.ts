import { withoutCredentials } from "../headers/credentials.ts";
import { hasDotSegment } from "../request/dot_segment.ts";
import { splitUrl } from "../request/split_url.ts";
import { BadPathError } from "../request/bad_path_error.ts";
import type { Mount, Target, Upstream } from "./upstream.ts";

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
    const to = (upstream: Upstream): Target => {
      const sent = upstream.credentials ? withoutCredentials(query) : query;
      return { upstream, url: join(upstream.base, rest, sent) };
    };
    const [first, ...others] = mount.upstreams;
    return { mount, targets: [to(first), ...others.map(to)] };
  }
  return undefined;
}

function join(base: URL, rest: string, query: string): URL {
  const prefix = base.pathname.replace(/\/+$/, "");
  // As text: resolved against the base, `//host` would be another origin.
  const url = new URL(`${base.origin}${prefix}${rest}${query}`);
  // Whatever a parser makes of the rest, this holds.
  if (url.origin !== base.origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) throw new BadPathError();
  return url;
}
