import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Certificate } from "../fixtures/certificate.ts";
import type { MatrixRequest, Way } from "./undici_matrix.ts";

/** A request that was served. */
export interface Served {
  readonly way: Way;
  /** Whether its connection had carried another before. */
  readonly isReused: boolean;
}

/** Servers that a request reaches one way or another. */
export interface Ways {
  readonly url: string;
  readonly secureUrl: string;
  readonly proxy: string;
  readonly socketPath: string;
  readonly certificate: Certificate;
  /** What was served, in order. */
  readonly log: readonly Served[];
}

interface Builtins {
  (name: "node:http"): typeof import("node:http");
  (name: "node:https"): typeof import("node:https");
  (name: "node:net"): typeof import("node:net");
}

const { getBuiltinModule: builtin } = (globalThis as unknown as { process: { getBuiltinModule: Builtins } }).process;

/**
 * Serves an origin over TCP, TLS and a Unix socket, and a proxy to it.
 *
 * Two requests for `/warm` are answered together, so that each takes a connection; one for `/hang` never is.
 */
export async function serveWays(
  { proxyPort, certificate, socketPath }: Pick<MatrixRequest, "proxyPort" | "certificate" | "socketPath">,
): Promise<Ways> {
  const { createServer } = builtin("node:http");
  const log: Served[] = [];
  const seen = new Set<Socket>();
  const proxied = new Set<number | undefined>();
  let waiting: ServerResponse | undefined;

  const serve = (way: Way): RequestListener => (request, response) => {
    const isProxied = proxied.has(request.socket.remotePort) || "x-proxied" in request.headers;
    log.push({ way: isProxied ? `proxy, ${way}` : way, isReused: seen.has(request.socket) });
    seen.add(request.socket);
    if (request.url === "/hang") return;
    if (request.url !== "/warm") return void response.end("answer");
    waiting?.end();
    if (waiting) response.end();
    waiting = waiting ? undefined : response;
  };

  const plain = createServer({ keepAliveTimeout: 60_000 }, serve("TCP"));
  const secure = builtin("node:https").createServer({ ...certificate, keepAliveTimeout: 60_000 }, serve("TLS"));
  const unix = createServer({ keepAliveTimeout: 60_000 }, serve("Unix"));
  const proxy = createServer({ keepAliveTimeout: 60_000 }, forward);
  proxy.on("connect", ({ url = "" }: IncomingMessage, socket: Socket) => {
    const target = new URL(`http://${url}`);
    const upstream = builtin("node:net").connect(Number(target.port), "127.0.0.1", () => {
      const { localPort } = upstream;
      proxied.add(localPort);
      upstream.once("close", () => proxied.delete(localPort));
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on("error", () => {});
  });
  await Promise.all([listen(plain, 0), listen(secure, 0), listen(unix, socketPath), listen(proxy, proxyPort)]);
  return {
    url: `http://127.0.0.1:${portOf(plain)}`,
    secureUrl: `https://127.0.0.1:${portOf(secure)}`,
    proxy: `http://127.0.0.1:${proxyPort}`,
    socketPath,
    certificate,
    log,
  };
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...request.headers, "x-proxied": "1" };
  const forwarded = builtin("node:http").request(request.url ?? "", { agent: false, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502);
    answer.pipe(response);
  });
  forwarded.on("error", () => {});
  forwarded.end();
}

function listen(server: Server, where: number | string): Promise<void> {
  return new Promise((resolve) => {
    if (typeof where === "number") server.listen(where, "127.0.0.1", resolve);
    else server.listen(where, resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
