import { withoutCredentials } from "../headers/credentials.ts";
import { hasDotSegment } from "../request/has_dot_segment.ts";
import { splitUrl } from "../request/split_url.ts";
import { BadPathError } from "../request/bad_path_error.ts";
import type { Mount, Target, Upstream } from "./upstream.ts";

/**
 * Finds the upstreams that can answer a request, and the URL at each.
 *
 * @param mounts The upstreams by name.
 * @param requestUrl The URL of the request as the runtime passes it. Its path may hold dot segments.
 * @returns The mount and its targets, in the order in which they are tried; `undefined` if nothing is mounted there.
 * @throws {BadPathError} If the path could lead out of an upstream's base URL.
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
  // Joined as text, since `new URL("//host", base)` would change the origin.
  const url = new URL(`${base.origin}${prefix}${rest}${query}`);
  // A second check, on the URL as it was parsed.
  if (url.origin !== base.origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) throw new BadPathError();
  return url;
}
