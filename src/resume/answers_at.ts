/**
 * Tells whether a response came from just that URL: without a redirect, and so from the same origin.
 *
 * @param url The URL that was fetched.
 */
export function answersAt(url: string, response: Response): boolean {
  if (response.redirected) return false;
  // A response that was made, not fetched, has no URL.
  return response.url === "" || withoutHash(response.url) === withoutHash(url);
}

function withoutHash(url: string): string {
  const { href, hash } = new URL(url);
  return hash ? href.slice(0, -hash.length) : href;
}
