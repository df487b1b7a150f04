// `fetch` rejects these, in upper and lower case.
const REFUSED_METHODS = ["CONNECT", "TRACE", "TRACK"];
// `fetch` changes these to upper case. Methods are case-sensitive, so that would be another method.
const CAPITALIZED_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

/** Checks whether `fetch` sends a method unchanged. */
export function isSendable(method: string): boolean {
  const capitals = method.toUpperCase();
  return !REFUSED_METHODS.includes(capitals) && (method === capitals || !CAPITALIZED_METHODS.includes(capitals));
}
