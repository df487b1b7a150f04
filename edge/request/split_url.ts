/** Returns the path and the query of a URL, unlike `URL` without resolving dot segments. */
export function splitUrl(url: string): { path: string; query: string } {
  const [, path = "", query = ""] = /^[^:/?#]+:\/\/[^/\\?#]*([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  return { path: path || "/", query };
}
