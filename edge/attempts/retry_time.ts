// `Date.parse` makes a date of many a number; one of HTTP names its month and its time.
const DATE = /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b.*\d\d:\d\d:\d\d/;
const ZONE = /(GMT|UTC|[+-]\d{4})$/;
const NUMBER = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:,.*)?$/;

/**
 * Returns when an upstream asks to be asked again: as the library reads it, but as a point in time.
 *
 * @param headers Headers of its response.
 * @returns Milliseconds since the epoch; `undefined` where it asks for none, or in a form that is malformed.
 */
export function retryTime(headers: Headers): number | undefined {
  const ms = numberOf(headers.get("retry-after-ms"));
  if (ms !== undefined) return Date.now() + ms;
  const value = headers.get("retry-after");
  const seconds = numberOf(value);
  if (seconds !== undefined) return Date.now() + seconds * 1_000;
  if (!value || !DATE.test(value)) return undefined;
  // Without its zone, it would be local time.
  const time = Date.parse(ZONE.test(value) ? value : `${value} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

function numberOf(value: string | null): number | undefined {
  const [, number] = NUMBER.exec(value ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}
