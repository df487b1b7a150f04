import type { AddressInfo, Socket } from "node:net";
import { createServer, type Server } from "node:tls";
import type { Certificate } from "../fixtures/certificate.ts";
import { Http2Connection, INTERNAL_ERROR, NO_ERROR } from "./http2_connection.ts";

/** What a first request meets; every other one is answered. */
export type Http2Fault = keyof typeof FAULTS;

// What came before a fault, a client has to have read.
const GAP = 200;
const FIRST = "data: first\n\n";

const FAULTS = {
  "reset-stream": (connection: Http2Connection, stream: number) => connection.reset(stream, INTERNAL_ERROR),
  "reset-stream-after-byte"(connection: Http2Connection, stream: number) {
    connection.respond(stream);
    connection.data(stream, FIRST);
    setTimeout(() => connection.reset(stream, INTERNAL_ERROR), GAP);
  },
  goaway(connection: Http2Connection) {
    connection.goaway(0, NO_ERROR);
    connection.end();
  },
  "goaway-after-byte"(connection: Http2Connection, stream: number) {
    connection.respond(stream);
    connection.data(stream, FIRST);
    setTimeout(() => {
      connection.goaway(stream, INTERNAL_ERROR);
      connection.end();
    }, GAP);
  },
  "goaway-after-all-is-accepted"(connection: Http2Connection, stream: number) {
    connection.respond(stream);
    connection.data(stream, FIRST);
    connection.goaway(stream, NO_ERROR);
    setTimeout(() => connection.data(stream, "data: last\n\n", true), GAP);
  },
  none: answer,
};

function answer(connection: Http2Connection, stream: number): void {
  connection.respond(stream);
  connection.data(stream, "data: answer\n\n", true);
}

/** An HTTP/2 server over TLS that plays one fault of its protocol; made by {@linkcode http2Upstream}. */
export class Http2Upstream implements AsyncDisposable {
  /** Requests so far. */
  requests = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(certificate: Certificate, fault: Http2Fault) {
    this.#server = createServer({ ...certificate, ALPNProtocols: ["h2"] }, (socket) => {
      new Http2Connection(socket, (connection, stream) => {
        (++this.requests === 1 ? FAULTS[fault] : answer)(connection, stream);
      });
    });
    this.#server.on("tlsClientError", () => {});
    this.#server.on("connection", (socket) => this.#track(socket));
    this.#server.on("secureConnection", (socket) => this.#track(socket));
  }

  /** `https://127.0.0.1:PORT`, without a slash at its end. */
  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}

/** Starts an HTTP/2 server that plays a fault on its first request. */
export async function http2Upstream(certificate: Certificate, fault: Http2Fault): Promise<Http2Upstream> {
  const upstream = new Http2Upstream(certificate, fault);
  await upstream.listen();
  return upstream;
}

/** The faults there are. */
export const HTTP2_FAULTS = Object.keys(FAULTS) as Http2Fault[];
