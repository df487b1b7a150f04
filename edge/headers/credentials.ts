import { cgiName } from "./cgi_name.ts";
import { dropHeaders } from "./drop_headers.ts";

/** Headers with credentials, by lower-case name. */
export type Credentials = Readonly<Record<string, string>>;

// Patterns instead of names, since every vendor has its own name for such a header.
const CREDENTIAL =
  /(^|-)(auth|authorization|api-?key|(subscription|access|functions|virtual|rapidapi)-key|secret|secret-key|token|password|credentials?|cookie2?|session)$/;
const CREDENTIALS = ["cf-access-client-id", "sec-websocket-protocol"];
const NO_CREDENTIAL = /(^|-)(continuation|page|csrf)-token$/;
const IN_QUERY = /^(key|(x-)?(goog-)?api[-_]?key|access[-_]token|(ocp-apim-)?subscription-key|x-amz-(.*))$/;

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
// These headers say how a request is sent, and can't hold credentials.
const OF_A_REQUEST =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept-encoding|proxy-.*|x-firstbyte-.*)$/i;

/**
 * Replaces all credentials of the client by those of the upstream.
 *
 * @param headers The headers of the request, which are changed.
 * @param credentials The upstream's credentials; `undefined` changes nothing.
 */
export function setCredentials(headers: Headers, credentials: Credentials | undefined): void {
  if (credentials === undefined) return;
  dropHeaders(headers, (name) => isCredential(cgiName(name)));
  for (const [name, value] of Object.entries(credentials)) headers.set(name, value);
}

/** Removes credentials from a query. The rest of the query stays unchanged. */
export function withoutCredentials(query: string): string {
  const rest = query.slice(1).split("&").filter((pair) => !IN_QUERY.test(nameOf(pair)));
  return query === "" || rest.length === 0 ? "" : `?${rest.join("&")}`;
}

/** Checks whether a value can be the value of a header. */
export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}

/** Checks whether a header of this name can hold credentials. */
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
