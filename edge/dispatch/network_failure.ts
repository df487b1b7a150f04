/** Why an upstream could not be reached: its name isn't known, nobody listens, no secure connection, an answer that is no HTTP, or closed. */
export type NetworkFailure = "dns" | "refused" | "tls" | "headers_too_large" | "not_http" | "closed";

// By what Deno, Node, Bun and workerd say, in codes or in words; the first that fits counts.
const SIGNS: readonly (readonly [NetworkFailure, RegExp])[] = [
  ["dns", /\bdns\b|ENOTFOUND|EAI_|lookup|name or service/i],
  ["refused", /refused|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|unreachable|FailedToOpenSocket/i],
  ["tls", /\btls\b|\bssl\b|certificate|_CERT\b|CERT_|handshake|InvalidContentType|UnknownIssuer|NotValidForName/i],
  ["headers_too_large", /head is too large|HEADERS?_OVERFLOW|HEADERS_TOO_LARGE|headers? .*(too|exceed)/i],
  ["not_http", /HTTP version|invalid HTTP|HTTPParser|Parse Error|HPE_|InvalidHTTPResponse|Malformed_HTTP/i],
  ["closed", /reset|closed|ECONNRESET|EPIPE|UND_ERR_SOCKET|connection lost|broken pipe|unexpected eof/i],
];

const DETAILS: Readonly<Record<NetworkFailure, string>> = {
  dns: "its name was not found",
  refused: "it refused the connection",
  tls: "no secure connection came about",
  headers_too_large: "its headers were too large",
  not_http: "its answer was no HTTP",
  closed: "it closed the connection without an answer",
};

/**
 * Tells why a fetch rejected, without a word of what it rejected with: that may hold a URL.
 *
 * @param error What it rejected with.
 * @returns The kind, or `undefined` if it is none of these.
 */
export function networkFailure(error: unknown): NetworkFailure | undefined {
  const text = wordsOf(error).join("\n");
  return SIGNS.find(([, sign]) => sign.test(text))?.[0];
}

/** Describes a kind of failure for people. */
export function describeFailure(failure: NetworkFailure | undefined): string {
  return failure ? `: ${DETAILS[failure]}` : "";
}

/** Returns the codes and messages of an error and of its causes, which may go in a circle. */
function wordsOf(error: unknown): string[] {
  const words: string[] = [];
  for (let depth = 0, cause = Object(error); depth < 8 && cause; depth++, cause = cause.cause) {
    // A URL in a message may hold any of the words that are looked for.
    words.push(String(cause.code ?? ""), String(cause.message ?? "").replaceAll(/\w+:\/\/[^\s)]*/g, ""));
  }
  return words;
}
