import assert from "node:assert/strict";
import { isNetworkError } from "../../src/attempt/is_network_error.ts";
import { redirect, reset, resetAfterHeaders, respond } from "../fixtures/scripts.ts";
import { scripted } from "../fixtures/upstream.ts";

/** What a runtime's fetch rejected with: a text for a message, a pair for a code and a message, the last of them the cause. */
type Link = string | readonly [code: string, message: string];

function made(link: Link, cause?: Error): Error {
  const [code, message] = typeof link === "string" ? [undefined, link] : link;
  return Object.assign(new Error(message, cause && { cause }), code && { code });
}

function typeError(outer: Link, inner?: Link): TypeError {
  return Object.setPrototypeOf(made(outer, inner ? made(inner) : undefined), TypeError.prototype);
}

const ADVICE = "For more information, pass `verbose: true` in the second argument to fetch()";

/** As seen on Deno 2.9, Node 20 and 26, Bun 1.4 and workerd. */
const PASSING: Record<string, unknown> = {
  "Deno's reset": typeError("fetch failed", "Connection reset by peer (os error 104)"),
  "Deno's refusal": typeError("fetch failed", "tcp connect error: Connection refused (os error 111)"),
  "Deno's broken body": typeError("error reading a body from connection"),
  "Deno's close before the head": typeError(
    "fetch failed",
    "error sending request for http://a.test/ (127.0.0.1:1): client error (SendRequest): connection closed before message completed",
  ),
  "Deno's garbage": typeError("fetch failed", "client error (SendRequest): invalid HTTP version parsed"),
  "Deno's name server that is down": typeError(
    "fetch failed",
    "client error (Connect): dns error: failed to lookup address information: Temporary failure in name resolution",
  ),
  "Deno's reset, at an address of such words": typeError(
    "fetch failed",
    "error sending request from 127.0.0.1:2 for http://decode.test/redirect/certificate?cors (127.0.0.1:1): client error",
  ),
  "Node's reset": typeError("fetch failed", ["ECONNRESET", "read ECONNRESET"]),
  "Node's refusal": typeError("fetch failed", ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"]),
  "Node's broken body": typeError("terminated", ["UND_ERR_SOCKET", "other side closed"]),
  "Node's connect timeout": typeError("fetch failed", ["UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error"]),
  "Node's handshake timeout": typeError("fetch failed", ["ERR_TLS_HANDSHAKE_TIMEOUT", "TLS handshake timeout"]),
  "Node's name server that is down, for a name of such words": typeError("fetch failed", [
    "EAI_AGAIN",
    "getaddrinfo EAI_AGAIN decode.redirect.test",
  ]),
  "Node 20's garbage": typeError("fetch failed", [
    "HPE_INVALID_CONSTANT",
    "Response does not match the HTTP/1.1 protocol",
  ]),
  "Node 26's garbage": typeError("fetch failed", "Response does not match the HTTP/1.1 protocol (Expected HTTP/)"),
  "Bun's reset": typeError(["ECONNRESET", `ECONNRESET: The socket connection was closed unexpectedly. ${ADVICE}`]),
  "Bun's refusal": typeError(["ECONNREFUSED", "ECONNREFUSED: Unable to connect."]),
  "Bun's reset of before 1.4": made(["ConnectionClosed", "The socket connection was closed unexpectedly."]),
  "workerd's": Object.assign(new Error("Network connection lost."), { retryable: true }),
  "Chromium's": new TypeError("Failed to fetch"),
  "Firefox's": new TypeError("NetworkError when attempting to fetch resource."),
  "Safari's": new TypeError("Load failed"),
  "a TypeError whose cause can't be made text": new TypeError("fetch failed", { cause: Object.create(null) }),
};

for (const [name, error] of Object.entries(PASSING)) {
  Deno.test(`isNetworkError() takes ${name} for a failure of the network`, () =>
    assert.equal(isNetworkError(error), true));
}

const LASTING: Record<string, unknown> = {
  "Deno's certificate": typeError(
    "fetch failed",
    "error sending request for url (https://a.test/): client error (Connect): invalid peer certificate: UnknownIssuer",
  ),
  "Deno's blocked port": typeError("Fetch failed: Requests to port 6666 are blocked"),
  "Deno's unknown host": typeError(
    "fetch failed",
    "client error (Connect): dns error: failed to lookup address information: Name or service not known",
  ),
  "Deno's unknown host on macOS": typeError("fetch failed", "nodename nor servname provided, or not known"),
  "Deno's unknown host on Windows": typeError("fetch failed", "dns error: No such host is known. (os error 11001)"),
  "Deno's refused redirect": typeError("Fetch failed: Encountered redirect while redirect mode is set to 'error'"),
  "Deno's endless redirect": typeError("Fetch failed: Maximum number of redirects (20) reached"),
  "Deno's redirect elsewhere": typeError("Fetch failed: Can not redirect to a non HTTP(s) url"),
  "Deno's gzip": typeError("Invalid gzip header"),
  "Deno's brotli": typeError("brotli error"),
  "Deno's endless head": typeError("fetch failed", "client error (SendRequest): message head is too large"),
  "Deno's plain server behind https": typeError(
    "fetch failed",
    "error sending request for url (https://a.test/): client error (Connect): received corrupt message of type InvalidContentType",
  ),
  "Node 20's certificate": typeError("fetch failed", ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"]),
  "Node 26's certificate": typeError("fetch failed", [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca",
  ]),
  "Node's expired certificate": typeError("fetch failed", ["CERT_HAS_EXPIRED", "certificate has expired"]),
  "Node's unknown issuer": typeError("fetch failed", ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify"]),
  "Node's certificate of another name": typeError("fetch failed", ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP"]),
  "Node's plain server behind https": typeError("fetch failed", [
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "wrong version number",
  ]),
  "Node's blocked port": typeError("fetch failed", "bad port"),
  "Node's unknown host": typeError("fetch failed", ["ENOTFOUND", "getaddrinfo ENOTFOUND name.invalid"]),
  "Node's refused redirect": typeError("fetch failed", "unexpected redirect"),
  "Node's endless redirect": typeError("fetch failed", "redirect count exceeded"),
  "Node's redirect elsewhere": typeError("fetch failed", "URL scheme must be a HTTP(S) scheme"),
  "Node's redirect to nowhere": typeError("fetch failed", ["ERR_INVALID_URL", "Invalid URL"]),
  "Node's gzip": typeError("terminated", ["Z_DATA_ERROR", "incorrect header check"]),
  "Node's brotli": typeError("terminated", ["ERR__ERROR_FORMAT_PADDING_2", "Decompression failed"]),
  "Node's endless head": typeError("fetch failed", ["UND_ERR_HEADERS_OVERFLOW", "Headers Overflow Error"]),
  "Bun's certificate": typeError(["DEPTH_ZERO_SELF_SIGNED_CERT", "self signed certificate"]),
  "Bun's unknown host": typeError(["ENOTFOUND", "getaddrinfo ENOTFOUND name.invalid"]),
  "Bun's refused redirect": typeError([
    "UnexpectedRedirect",
    `UnexpectedRedirect fetching "http://a.test/". ${ADVICE}`,
  ]),
  "Bun's endless redirect": typeError([
    "TooManyRedirects",
    "TooManyRedirects: The response redirected too many times.",
  ]),
  "Bun's redirect elsewhere": typeError(["UnsupportedRedirectProtocol", `UnsupportedRedirectProtocol. ${ADVICE}`]),
  "Bun's redirect to nowhere": typeError(["RedirectURLInvalid", "RedirectURLInvalid: Redirect URL is invalid."]),
  "Bun's gzip": typeError(["ZlibError", `ZlibError fetching "http://a.test/gzip". ${ADVICE}`]),
  "Bun's brotli": typeError(["BrotliDecompressionError", `BrotliDecompressionError. ${ADVICE}`]),
  "workerd's endless redirect": typeError("Too many redirects.http://a.test/, http://a.test/"),
  "workerd's refused redirect": typeError('Invalid redirect value, must be one of "follow" or "manual".'),
  "workerd's redirect to nowhere": typeError("Invalid Location header; unable to follow redirect."),
  "workerd's gzip": typeError("Gzip decompression failed."),
  "workerd's certificate": made("internal error; reference = vs6884p0bkgurcf901655d7p"),
  "a browser's CORS": typeError("Cross-Origin Request Blocked: CORS request did not succeed"),
  "a browser's policy": typeError("Refused to connect because it violates the document's Content Security Policy"),
};

for (const [name, error] of Object.entries(LASTING)) {
  Deno.test(`isNetworkError() rejects a failure that another attempt would repeat: ${name}`, () =>
    assert.equal(isNetworkError(error), false));
}

Deno.test("isNetworkError() finds the cause of a cause, and an end in causes that go round", () => {
  assert.equal(
    isNetworkError(new TypeError("a", { cause: new Error("b", { cause: made(["CERT_REVOKED", "c"]) }) })),
    false,
  );
  const round = new TypeError("round");
  round.cause = new Error("and", { cause: round });
  assert.equal(isNetworkError(round), true);
});

for (
  const [name, error] of [
    ["another error", new Error("a bug")],
    ["a RangeError", new RangeError("a bug")],
    ["an abort", new DOMException("aborted", "AbortError")],
    ["a timeout", new DOMException("timed out", "TimeoutError")],
    ["a text", "network"],
    ["undefined", undefined],
    ["null", null],
    ["an error that is marked not retryable", Object.assign(new Error("lost"), { retryable: false })],
    ["an error whose code is a number", Object.assign(new Error("lost"), { code: 20 })],
  ] as const
) {
  Deno.test(`isNetworkError() doesn't take ${name} for a failure of the network`, () =>
    assert.equal(isNetworkError(error), false));
}

Deno.test("isNetworkError() recognizes the errors of this runtime's fetch", async () => {
  await using upstream = await scripted(reset(), resetAfterHeaders());
  const { url } = upstream;
  const read = (address: string) => fetch(address).then((response) => response.text()).catch((error) => error);
  assert.equal(isNetworkError(await read(url)), true, "reset");
  assert.equal(isNetworkError(await read(url)), true, "reset after the headers");
  for (const address of ["http://127.0.0.1:1/", "http://name.invalid/", "http://name.invalid/timeout"]) {
    assert.equal(isNetworkError(await read(address)), false, address);
  }
});

Deno.test("isNetworkError() recognizes a refused connection, whatever words its URL holds", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  for (const path of ["", "redirect", "redirect%20", "certificate", "decode?cors=corrupt"]) {
    const error = await fetch(`http://127.0.0.1:${port}/${path}`).catch((error) => error);
    assert.equal(isNetworkError(error), true, path);
  }
});

Deno.test("isNetworkError() rejects a refused redirect and a failed decoding of this runtime's fetch", async () => {
  await using redirecting = await scripted(redirect("/redirect"));
  for (const mode of ["error", "follow"] as const) {
    assert.equal(isNetworkError(await fetch(redirecting.url, { redirect: mode }).catch((error) => error)), false, mode);
  }
  await using encoding = await scripted(respond("no gzip at all", { headers: { "content-encoding": "gzip" } }));
  const response = await fetch(encoding.url);
  assert.equal(isNetworkError(await response.text().catch((error) => error)), false);
});

Deno.test("isNetworkError() looks at five causes, and no deeper", () => {
  const caused = (depth: number): Error =>
    depth === 0 ? new Error("certificate") : new TypeError("fetch failed", { cause: caused(depth - 1) });
  assert.deepEqual([isNetworkError(caused(4)), isNetworkError(caused(5))], [false, true]);
});
