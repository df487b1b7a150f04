// `fetch` refuses them, however they are written.
const REFUSED_METHODS = ["CONNECT", "TRACE", "TRACK"];
// It writes them in capitals, which would be another method.
const CAPITALIZED_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

/** Tells whether a request's method reaches an upstream as it is. */
export function isSendable(method: string): boolean {
  const capitals = method.toUpperCase();
  return !REFUSED_METHODS.includes(capitals) && (method === capitals || !CAPITALIZED_METHODS.includes(capitals));
}
