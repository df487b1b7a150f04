import type { Mount, Target } from "./upstream.ts";

/** Options for {@linkcode mapLocations}. */
export interface LocationOptions {
  /** The target that answered. */
  readonly target: Target;
  readonly mounts: readonly Mount[];
  /** The URL of the client's request. */
  readonly requestUrl: string;
  /** Whether the client may be redirected to another origin. It would send its token for this proxy there. */
  readonly mayLeave: boolean;
}

const HEADERS = ["location", "content-location"];
// Azure's clients poll these URLs, and accept absolute ones only.
const ABSOLUTE_HEADERS = ["operation-location", "azure-asyncoperation"];
const LINK = /<([^>]*)>(?:[^,"]|"(?:[^"\\]|\\.)*")*/g;
const REFRESH = /^(\s*[\d.]+\s*[;,]?\s*(?:url\s*=\s*)?["']?)([^"'\s]+)(["']?\s*)$/i;

/**
 * Maps the URLs of upstreams in a response's headers to URLs of the proxy, so that a client that follows them comes
 * back.
 *
 * @param headers The headers of the response, which are changed.
 * @param options Where the response came from, and where its client may go.
 * @returns `false` if the response redirects its client to an origin where it may not go.
 */
export function mapLocations(headers: Headers, options: LocationOptions): boolean {
  const isRedirect = headers.has("location");
  for (const name of [...HEADERS, ...ABSOLUTE_HEADERS]) {
    const value = headers.get(name);
    if (value !== null) setOrDelete(headers, name, mapUrl(value, options, ABSOLUTE_HEADERS.includes(name)));
  }
  const refresh = REFRESH.exec(headers.get("refresh") ?? "");
  if (refresh) {
    const [, before = "", url = "", after = ""] = refresh;
    const to = mapUrl(url, options, false);
    setOrDelete(headers, "refresh", to && `${before}${to}${after}`);
  }
  const link = headers.get("link");
  if (link !== null) setOrDelete(headers, "link", mapLinks(link, options));
  return !isRedirect || headers.has("location");
}

function mapLinks(link: string, options: LocationOptions): string | undefined {
  const links = [...link.matchAll(LINK)].flatMap(([whole, url = ""]) => {
    const to = mapUrl(url, options, false);
    return to === undefined ? [] : [whole.trim().replace(`<${url}>`, () => `<${to}>`)];
  });
  return links.length === 0 ? undefined : links.join(", ");
}

function setOrDelete(headers: Headers, name: string, value: string | undefined): void {
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
}

/** Returns the URL for the client; `undefined` if the client may not go there. */
function mapUrl(
  value: string,
  { target, mounts, requestUrl, mayLeave }: LocationOptions,
  isAbsolute: boolean,
): string | undefined {
  const url = parse(value, target.url);
  const own = url && pathOf(url, target, mounts);
  if (own === undefined) return mayLeave ? url?.href ?? value : undefined;
  // A path that begins with two slashes would be read as a host.
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
