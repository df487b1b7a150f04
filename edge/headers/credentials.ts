import { cgiName } from "./cgi_name.ts";
import { dropHeaders } from "./drop_headers.ts";

/** Headers that prove to an upstream who asks: name, in lower case, and value. */
export type Credentials = Readonly<Record<string, string>>;

// What clients prove who they are with: by its kind, since every vendor has a name of its own for it.
const CREDENTIAL =
  /(^|-)(auth|authorization|api-?key|(subscription|access|functions|virtual|rapidapi)-key|secret|secret-key|token|password|credentials?|cookie2?|session)$/;
const CREDENTIALS = ["cf-access-client-id", "sec-websocket-protocol"];
const NO_CREDENTIAL = /(^|-)(continuation|page|csrf)-token$/;
const IN_QUERY = /^(key|(x-)?(goog-)?api[-_]?key|access[-_]token|(ocp-apim-)?subscription-key|x-amz-(.*))$/;

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
// Others say how a request is sent, not by whom.
const OF_A_REQUEST =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept-encoding|proxy-.*|x-firstbyte-.*)$/i;

/**
 * Puts an upstream's credentials in the place of the client's, all of which are another's.
 *
 * @param headers The request's.
 * @param credentials The upstream's; `undefined` leaves all as it is.
 */
export function setCredentials(headers: Headers, credentials: Credentials | undefined): void {
  if (credentials === undefined) return;
  dropHeaders(headers, (name) => isCredential(cgiName(name)));
  for (const [name, value] of Object.entries(credentials)) headers.set(name, value);
}

/** Takes the client's credentials out of a query, and leaves the rest of it as it came. */
export function withoutCredentials(query: string): string {
  const rest = query.slice(1).split("&").filter((pair) => !IN_QUERY.test(nameOf(pair)));
  return query === "" || rest.length === 0 ? "" : `?${rest.join("&")}`;
}

/** Tells whether something can be the value of a header. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}

/** Tells whether credentials can be sent in a header of this name. */
export function isCredentialName(name: string): boolean {
  return NAME.test(name) && !OF_A_REQUEST.test(name);
}

function isCredential(name: string): boolean {
  return CREDENTIALS.includes(name) || CREDENTIAL.test(name) && !NO_CREDENTIAL.test(name);
}

function nameOf(pair: string): string {
  const [name = ""] = pair.split("=", 1);
  try {
    return decodeURIComponent(name.replaceAll("+", " ")).trim().toLowerCase();
  } catch {
    return name.toLowerCase();
  }
}
