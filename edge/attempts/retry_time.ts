// A year, in seconds: longer than anybody waits.
const LONGEST_WAIT = 31_536_000;

/**
 * Reads a `Retry-After` header, as the library does, but for a point in time.
 *
 * @param value The header's value.
 * @returns When to ask again, in milliseconds since the epoch; `undefined` where the header is absent or malformed.
 */
export function retryTime(value: string | null): number | undefined {
  if (value === null) return undefined;
  const time = /^\d+$/.test(value)
    ? Date.now() + Number(value) * 1_000
    : Date.parse(/, .*GMT$/.test(value) ? value : "");
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Sets a `Retry-After` header, or takes it out where the time has come.
 *
 * @param headers The headers.
 * @param time When to ask again, in milliseconds since the epoch.
 */
export function setRetryTime(headers: Headers, time: number): void {
  const seconds = Math.min(Math.ceil((time - Date.now()) / 1_000), LONGEST_WAIT);
  if (seconds > 0) headers.set("retry-after", String(seconds));
  else headers.delete("retry-after");
}
