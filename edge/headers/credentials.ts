import { cgiName } from "./cgi_name.ts";
import { dropHeaders } from "./drop_headers.ts";

// What clients prove who they are with; `authorization` aside.
const CREDENTIALS = ["cookie", "x-api-key", "api-key", "x-goog-api-key"];

/**
 * Puts an upstream's credentials in the place of the client's, all of which are
 * another's.
 *
 * @param headers The request's.
 * @param authorization What to send as `Authorization`; `undefined` leaves all as it is.
 */
export function setAuthorization(headers: Headers, authorization: string | undefined): void {
  if (authorization === undefined) return;
  dropHeaders(headers, (name) => CREDENTIALS.includes(cgiName(name)));
  headers.set("authorization", authorization);
}

/** Tells whether something can be the value of a header. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}
