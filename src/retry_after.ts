/**
 * Returns the wait that a `Retry-After` header asks for.
 *
 * @param headers Headers of the response.
 * @param date Milliseconds since the epoch, against which an HTTP date counts.
 * @returns Milliseconds ≥ 0, or `undefined` where the header is absent or malformed.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3}
 */
export function retryAfter(headers: Headers, date: number = Date.now()): number | undefined {
  const value = headers.get("retry-after") ?? "";
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - date;
  return isNaN(wait) ? undefined : Math.max(0, wait);
}
