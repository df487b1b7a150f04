/**
 * Returns the wait that a `Retry-After` header asks for.
 *
 * @param headers Headers of the response.
 * @returns Milliseconds ≥ 0, or `undefined` where the header is absent or malformed.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3}
 */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return +value * 1_000;
  // `Date.parse` makes a date of many a number, too; one of HTTP names its month.
  const wait = Date.parse(/, .*GMT$/.test(value) ? value : "") - Date.now();
  return isNaN(wait) ? undefined : Math.max(0, wait);
}
