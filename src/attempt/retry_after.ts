// `Date.parse` accepts many strings that aren't dates, and `May 5`. An HTTP date holds a month and a time.
const DATE = /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.*\d\d:\d\d:\d\d/;
const ZONE = /(GMT|UTC|[+-]\d{4})$/;

/**
 * Returns the wait that a response asks for, in every form that servers send: `retry-after-ms`, seconds with or without
 * decimals, and the three forms of an HTTP date.
 *
 * @param headers Headers of the response.
 * @returns Milliseconds ≥ 0; `undefined` if the response asks for no wait, or the header is malformed.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3}
 */
export function retryAfter(headers: Headers): number | undefined {
  const ms = numberOf(headers.get("retry-after-ms"));
  if (ms !== undefined) return ms;
  const value = headers.get("retry-after");
  const seconds = numberOf(value);
  if (seconds !== undefined) return seconds * 1_000;
  if (!value || !DATE.test(value)) return undefined;
  // A date without a time zone would be parsed as local time.
  const wait = Date.parse(ZONE.test(value) ? value : `${value} GMT`) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Reads the first value: the values of a repeated header are joined by commas. */
function numberOf(value: string | null): number | undefined {
  const [, number] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:,.*)?$/.exec(value ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}
