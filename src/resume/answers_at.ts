/**
 * Returns whether a response came from exactly this URL, without a redirect.
 *
 * @param url The URL that was fetched.
 */
export function answersAt(url: string, response: Response): boolean {
  if (response.redirected) return false;
  // A response that a program made has no URL.
  return response.url === "" || withoutHash(response.url) === withoutHash(url);
}

function withoutHash(url: string): string {
  const { href, hash } = new URL(url);
  return hash ? href.slice(0, -hash.length) : href;
}
