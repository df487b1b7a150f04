/** Takes the path out of a URL without resolving anything in it. */
export function splitUrl(url: string): { path: string; query: string } {
  const [, path = "", query = ""] = /^[^:/?#]+:\/\/[^/\\?#]*([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  return { path: path || "/", query };
}
