import type { IncomingHttpHeaders, ServerResponse } from "node:http";

/** A request for a handler of the Web Platform Tests. */
export interface WptRequest {
  readonly query: URLSearchParams;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** Answers a request, as the handler of that name in the Web Platform Tests does. */
export type WptHandler = (request: WptRequest, response: ServerResponse, stash: Map<string, unknown>) => unknown;

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the tests for `fetch` need of those handlers. */
export const HANDLERS: Record<string, WptHandler> = {
  "authentication.py"({ headers }, response) {
    if (headers.authorization === `Basic ${btoa("user:password")}`) return response.end("Authentication done");
    response.writeHead(401, { "WWW-Authenticate": 'Basic realm="test"' });
    response.end("Please login with credentials 'user' and 'password'");
  },

  async "bad-chunk-encoding.py"({ query }, response) {
    const ms = Number(query.get("ms") ?? 1_000);
    await rest(ms);
    const { socket } = response;
    socket?.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (let left = Number(query.get("count") ?? 50); left > 0; left--) {
      await rest(ms);
      socket?.write("a\r\nTEST_CHUNK\r\n");
    }
    socket?.end("garbage");
  },

  "cache.py"({ headers }, response) {
    const etag = '"123abc"';
    const isKnown = headers["if-none-match"] === etag;
    if (isKnown) response.writeHead(304, { "X-HTTP-STATUS": "304" });
    else response.writeHead(200, { ETag: etag, "Content-Type": "text/plain" });
    response.end(isKnown ? undefined : "lorem ipsum dolor sit amet");
  },

  "clean-stash.py"({ query }, response, stash) {
    response.end(stash.delete(query.get("token") ?? "") ? "1" : "0");
  },

  "dump-authorization-header.py"({ headers }, response) {
    response.writeHead(200, { "Content-Type": "text/html" }).end(headers.authorization ?? "none");
  },

  "echo-content.py"({ method, headers, body }, response) {
    response.writeHead(200, {
      "X-Request-Method": method,
      "X-Request-Content-Length": headers["content-length"] ?? "NO",
      "X-Request-Content-Type": headers["content-type"] ?? "NO",
      "Content-Type": "text/plain",
    });
    response.end(body);
  },

  async "infinite-slow-response.py"({ query }, response, stash) {
    const [state, abort] = [query.get("stateKey"), query.get("abortKey")];
    if (state) stash.set(state, "open");
    response.writeHead(200, { "Content-Type": "text/plain" }).write(".".repeat(2_048));
    while (!response.destroyed && !(abort && stash.delete(abort))) {
      response.write(".");
      await rest(10);
    }
    response.end();
    if (state) stash.set(state, "closed");
  },

  "inspect-headers.py"({ query, headers }, response) {
    for (const name of (query.get("headers") ?? "").split("|")) {
      const value = headers[name.toLowerCase()];
      if (value !== undefined) response.setHeader(`x-request-${name}`, value);
    }
    response.writeHead(200, { "Content-Type": "text/plain" }).end();
  },

  "method.py"({ method, headers, body }, response) {
    response.setHeader("x-request-method", method);
    for (const name of ["content-type", "content-length", "content-encoding", "content-language", "content-location"]) {
      response.setHeader(`x-request-${name}`, headers[name] ?? "NO");
    }
    response.end(body);
  },

  "redirect-empty-location.py"(_, response) {
    response.writeHead(302, { Location: "" }).end();
  },

  async "redirect.py"({ query }, response, stash) {
    const token = query.get("token");
    const count = Number(token ? stash.get(token) ?? 0 : 0) + 1;
    if (token) stash.set(token, count);
    let location = query.get("location");
    if (location !== null) {
      const { protocol } = new URL(location, "http://localhost");
      if (!query.has("simple") && /^https?:$/.test(protocol)) {
        location += `${location.includes("?") ? "&" : "?"}${query}&count=${count}`;
      }
      response.setHeader("Location", location);
    }
    const policy = query.get("redirect_referrerpolicy");
    if (policy) response.setHeader("Referrer-Policy", policy);
    await rest(Number(query.get("delay") ?? 0));
    if (query.has("max_count") && count > Number(query.get("max_count"))) return response.end(String(count - 1));
    response.writeHead(Number(query.get("redirect_status") ?? 302), { "Content-Type": "text/plain" }).end();
  },

  "stash-put.py"({ query }, response, stash) {
    stash.set(query.get("key") ?? "", query.get("value"));
    response.end("done");
  },

  "stash-take.py"({ query }, response, stash) {
    const key = query.get("key") ?? "";
    const value = stash.get(key) ?? null;
    stash.delete(key);
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  },

  "status.py"({ query, method }, response) {
    response.writeHead(Number(query.get("code") ?? 200), query.get("text") ?? "OMG", {
      "Content-Type": query.get("type") ?? "",
      "X-Request-Method": method,
    });
    response.end(query.get("content") ?? "");
  },

  async "trickle.py"({ query }, response) {
    const ms = Number(query.get("ms") ?? 500);
    await rest(ms);
    response.writeHead(200, query.has("notype") ? {} : { "Content-Type": "text/plain" });
    response.flushHeaders();
    for (let left = Number(query.get("count") ?? 50); left > 0; left--) {
      await rest(ms);
      response.write("TEST_TRICKLE\n");
    }
    response.end();
  },
};
