/** Why an upstream wasn't reached. */
export type NetworkFailure = "dns" | "refused" | "tls" | "headers_too_large" | "not_http" | "closed";

// Codes and messages of Deno, Node, Bun and workerd. The first match counts.
const SIGNS: readonly (readonly [NetworkFailure, RegExp])[] = [
  ["dns", /\bdns\b|ENOTFOUND|EAI_|lookup|name or service/i],
  ["refused", /refused|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|unreachable|FailedToOpenSocket/i],
  ["tls", /\btls\b|\bssl\b|certificate|_CERT\b|CERT_|handshake|InvalidContentType|UnknownIssuer|NotValidForName/i],
  ["headers_too_large", /head is too large|HEADERS?_OVERFLOW|HEADERS_TOO_LARGE|headers? .*(too|exceed)/i],
  ["not_http", /HTTP version|invalid HTTP|HTTPParser|Parse Error|HPE_|InvalidHTTPResponse|Malformed_HTTP/i],
  ["closed", /reset|closed|ECONNRESET|EPIPE|UND_ERR_SOCKET|connection lost|broken pipe|unexpected eof/i],
];

const DETAILS: Readonly<Record<NetworkFailure, string>> = {
  dns: "its host name was not found",
  refused: "it refused the connection",
  tls: "no secure connection could be made",
  headers_too_large: "its headers were too large",
  not_http: "its answer wasn't HTTP",
  closed: "it closed the connection without an answer",
};

/**
 * Returns why a fetch rejected. The error's own message stays out of the result: it may hold a URL.
 *
 * @param error What the fetch rejected with.
 * @returns The kind of failure; `undefined` if it's unknown.
 */
export function networkFailure(error: unknown): NetworkFailure | undefined {
  const text = wordsOf(error).join("\n");
  return SIGNS.find(([, sign]) => sign.test(text))?.[0];
}

/** Describes a kind of failure, as the end of a message. */
export function describeFailure(failure: NetworkFailure | undefined): string {
  return failure ? `: ${DETAILS[failure]}` : "";
}

/** Returns the codes and messages of an error and its causes. The chain of causes may be circular. */
function wordsOf(error: unknown): string[] {
  const words: string[] = [];
  for (let depth = 0, cause = Object(error); depth < 8 && cause; depth++, cause = cause.cause) {
    // A URL is removed, since it may hold any word.
    words.push(String(cause.code ?? ""), String(cause.message ?? "").replaceAll(/\w+:\/\/[^\s)]*/g, ""));
  }
  return words;
}
