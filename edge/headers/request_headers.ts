import { checkConnection, endToEndHeaders } from "./end_to_end_headers.ts";

// Where a request came from is known here; what its sender says of that is not to be believed.
const UNTRUSTED = /^(x-forwarded-.*|forwarded|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.*)$/;
// `fetch` counts the body itself, waits for no leave to send it, and knows what encodings it takes off.
const OF_THIS_HOP = /^(http2-settings|host|content-length|expect|accept-encoding)$/;

/** Every header that is between a client and this proxy. */
const OWN = /^x-firstbyte-/;

// What clients prove who they are with; `authorization` aside.
const CREDENTIALS = ["cookie", "x-api-key", "api-key", "x-goog-api-key"];

/**
 * Copies the headers of a request, without what its client had no right to say,
 * or said to this proxy alone.
 *
 * @param headers The request's.
 * @throws {ConnectionHeaderError} If its `Connection` does not list names.
 */
export function forwardedHeaders(headers: Headers): Headers {
  checkConnection(headers);
  return endToEndHeaders(headers, (name) => UNTRUSTED.test(name) || OF_THIS_HOP.test(name) || OWN.test(name));
}

/**
 * Puts an upstream's credentials in the place of the client's, all of which are
 * another's.
 *
 * @param headers The request's.
 * @param authorization What to send as `Authorization`; `undefined` leaves all as it is.
 */
export function setAuthorization(headers: Headers, authorization: string | undefined): void {
  if (authorization === undefined) return;
  for (const name of CREDENTIALS) headers.delete(name);
  headers.set("authorization", authorization);
}

/** Tells whether text can be the value of a header. */
export function isHeaderValue(value: string): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}
