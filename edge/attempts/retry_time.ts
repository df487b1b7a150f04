// `Date.parse` accepts many strings that aren't dates. An HTTP date holds a month and a time.
const DATE = /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.*\d\d:\d\d:\d\d/;
const ZONE = /(GMT|UTC|[+-]\d{4})$/;
const NUMBER = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:,.*)?$/;

/**
 * Returns the earliest time for a retry that an upstream allows. It reads the same headers as the library.
 *
 * @param headers The headers of the upstream's response.
 * @returns Milliseconds since the epoch; `undefined` if the headers name no time, or a malformed one.
 */
export function retryTime(headers: Headers): number | undefined {
  const ms = numberOf(headers.get("retry-after-ms"));
  if (ms !== undefined) return Date.now() + ms;
  const value = headers.get("retry-after");
  const seconds = numberOf(value);
  if (seconds !== undefined) return Date.now() + seconds * 1_000;
  if (!value || !DATE.test(value)) return undefined;
  // A date without a time zone would be parsed as local time.
  const time = Date.parse(ZONE.test(value) ? value : `${value} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

function numberOf(value: string | null): number | undefined {
  const [, number] = NUMBER.exec(value ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}
