import type { Mount, Target } from "./upstream.ts";

/** Where a response came from, and where its client may go on to. */
export interface LocationOptions {
  /** Where the request was sent. */
  readonly target: Target;
  readonly mounts: readonly Mount[];
  /** The request's URL, as the client made it. */
  readonly requestUrl: string;
  /** Whether the client may be sent elsewhere; what it's sent with there includes its token for this proxy. */
  readonly mayLeave: boolean;
}

const HEADERS = ["location", "content-location"];
// Clients of Azure poll these, and take absolute URLs alone.
const ABSOLUTE_HEADERS = ["operation-location", "azure-asyncoperation"];
const LINK = /<([^>]*)>(?:[^,"]|"(?:[^"\\]|\\.)*")*/g;
const REFRESH = /^(\s*[\d.]+\s*[;,]?\s*(?:url\s*=\s*)?["']?)([^"'\s]+)(["']?\s*)$/i;

/**
 * Leads back through the proxy where a response sends its client: a URL of an upstream becomes one of its mount.
 *
 * @param headers The response's.
 * @param options Where it came from.
 * @returns Whether all of it was led back or let go; `false` if the client is redirected where it may not go.
 */
export function mapLocations(headers: Headers, options: LocationOptions): boolean {
  const isRedirect = headers.has("location");
  for (const name of [...HEADERS, ...ABSOLUTE_HEADERS]) {
    const value = headers.get(name);
    if (value !== null) set(headers, name, mapped(value, options, ABSOLUTE_HEADERS.includes(name)));
  }
  const refresh = REFRESH.exec(headers.get("refresh") ?? "");
  if (refresh) {
    const [, before = "", url = "", after = ""] = refresh;
    const to = mapped(url, options, false);
    set(headers, "refresh", to && `${before}${to}${after}`);
  }
  const link = headers.get("link");
  if (link !== null) set(headers, "link", mappedLinks(link, options));
  return !isRedirect || headers.has("location");
}

function mappedLinks(link: string, options: LocationOptions): string | undefined {
  const links = [...link.matchAll(LINK)].flatMap(([whole, url = ""]) => {
    const to = mapped(url, options, false);
    return to === undefined ? [] : [whole.trim().replace(`<${url}>`, () => `<${to}>`)];
  });
  return links.length === 0 ? undefined : links.join(", ");
}

function set(headers: Headers, name: string, value: string | undefined): void {
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
}

/** Returns where a client is to go instead, `undefined` where it may not. */
function mapped(
  value: string,
  { target, mounts, requestUrl, mayLeave }: LocationOptions,
  isAbsolute: boolean,
): string | undefined {
  const url = parse(value, target.url);
  const own = url && pathOf(url, target, mounts);
  if (own === undefined) return mayLeave ? url?.href ?? value : undefined;
  // A path of two slashes at its beginning would be another host.
  return isAbsolute || /^[/\\]{2}/.test(own) ? `${new URL(requestUrl).origin}${own}` : own;
}

function parse(value: string, base: URL): URL | undefined {
  return URL.canParse(value, base) ? new URL(value, base) : undefined;
}

function pathOf(url: URL, target: Target, mounts: readonly Mount[]): string | undefined {
  if (url.username || url.password) return undefined;
  const places = mounts.flatMap(({ name, upstreams }) => upstreams.map((upstream) => ({ name, upstream })))
    .toSorted((a, b) => Number(b.upstream === target.upstream) - Number(a.upstream === target.upstream));
  for (const { name, upstream: { base } } of places) {
    const prefix = base.pathname.replace(/\/+$/, "");
    if (url.origin !== base.origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) continue;
    const mount = name === undefined ? "" : `/${name}`;
    return `${mount}${url.pathname.slice(prefix.length)}${url.search}${url.hash}` || "/";
  }
  return undefined;
}
