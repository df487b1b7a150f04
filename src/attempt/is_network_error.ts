import { runtime } from "../runtime/select_runtime.ts";

// Failures that another attempt would repeat: certificates, blocked ports, unknown host names, redirects, encodings,
// and refusals of a browser. Node and Bun have codes for them.
const LASTING_CODE = new RegExp(
  "^(ENOTFOUND|ERR_INVALID_|ERR_TLS_(?!HANDSHAKE_TIMEOUT)|ERR_SSL_|CERT_|ERR_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|" +
    "HOSTNAME_MISMATCH|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID|Z_|ERR__|ERR_BROTLI|ZlibError|Brotli|Zstd)|" +
    "redirect",
  "i",
);
// Deno, workerd and browsers have messages only.
const LASTING_MESSAGE = new RegExp(
  "certificate|bad port|port \\d* ?(is|are) blocked|unsafe port|name or service not known|nodename nor servname|" +
    "no such host|no address associated|redirect|(gzip|brotli|deflate|zlib|zstd).*(header|error|failed)|decompress|" +
    "corrupt|decod|head is too large|invalid (url|header)|scheme|CORS|content security policy",
  "i",
);
// A URL is removed, since it may hold any word.
const ADDRESS = /\bhttps?:\/\/\S+/g;

/**
 * Checks whether an error is a failure of the network that may pass, and not one that another attempt would repeat.
 *
 * Browsers, Deno and Node reject with a `TypeError`; Bun with an error whose `code` is a word; workerd with one that is
 * marked `retryable`. A `TypeError` that a `fetch` of the caller's own throws by mistake can't be told from the
 * network's.
 *
 * @param error What `fetch`, or a read of its body, rejected with.
 */
export function isNetworkError(error: unknown): boolean {
  const { code, retryable } = Object(error) as { code?: unknown; retryable?: unknown };
  const isFailure = error instanceof TypeError || typeof code === "string" || retryable === true;
  // Another attempt would run into the same limit of the platform, and each attempt may be billed.
  return isFailure && !isLasting(error) && !runtime.isPlatformTimeout(error);
}

function isLasting(error: unknown): boolean {
  for (let link = error, depth = 0; link && depth < 5; link = (link as Error).cause, depth++) {
    const { code, message } = Object(link) as { code?: unknown; message?: unknown };
    const text = typeof message === "string" ? message.replace(ADDRESS, "") : "";
    // A message beside a code names hosts, which may hold any word.
    if (typeof code === "string" ? LASTING_CODE.test(code) : LASTING_MESSAGE.test(text)) return true;
  }
  return false;
}
