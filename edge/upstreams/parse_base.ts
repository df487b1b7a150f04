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
