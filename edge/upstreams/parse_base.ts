/**
 * Parses the base URL of an upstream.
 *
 * @param value The URL.
 * @returns The URL; `undefined` if it isn't `http:` or `https:`, or holds a user, a query or a fragment.
 */
export function parseBase(value: string | URL): URL | undefined {
  const text = String(value);
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username || url.password || /[?#]/.test(text)) return undefined;
  return url;
}

/** Checks whether all URLs have one origin. */
export function haveOneOrigin(urls: readonly URL[]): boolean {
  return new Set(urls.map(({ origin }) => origin)).size <= 1;
}
