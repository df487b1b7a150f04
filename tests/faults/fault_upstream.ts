import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { FAULT_ROUTES } from "./fault_routes.ts";

/** One connection, on which a fault is played. */
export interface FaultConnection {
  readonly socket: Socket;
  /** Number of the request in its run, from `1`. */
  readonly attempt: number;
  /** Resolves when the client has taken it, or left. */
  write(data: string | Uint8Array): Promise<void>;
}

/** Plays one fault. */
export type Fault = (connection: FaultConnection) => unknown;

interface Request {
  readonly socket: Socket;
  readonly closed: Promise<void>;
}

/**
 * A server that speaks no HTTP of its own, since no server's API lets an answer be
 * this wrong. A path names a run, which counts its requests, and a fault of
 * `FAULT_ROUTES`, or a question about that run.
 */
export class FaultUpstream implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Map<Socket, Promise<void>>();
  readonly #runs = new Map<string, Request[]>();

  constructor() {
    // A client that has sent all it has to may still be answered.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all([closed, ...this.#sockets.values()]);
  }

  #accept(socket: Socket): void {
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    this.#sockets.set(socket, closed);
    closed.then(() => this.#sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("end", () => socket.end());
    let received = "";
    socket.on("data", (data) => {
      received += data.toString("latin1");
      for (let end = received.indexOf("\r\n\r\n"); end >= 0; end = received.indexOf("\r\n\r\n")) {
        const [, path = "/"] = received.split(" ", 2);
        received = received.slice(end + 4);
        this.#serve(path, { socket, closed });
      }
    });
  }

  #serve(path: string, request: Request): void {
    const [, id = "", question = ""] = path.split("/");
    const run = this.#runs.get(id) ?? [];
    this.#runs.set(id, run);
    const fault = FAULT_ROUTES[question];
    if (!fault) return void this.#answer(question, run, request.socket);
    run.push(request);
    const { socket } = request;
    const write = (data: string | Uint8Array) =>
      new Promise<void>((resolve) => socket.destroyed ? resolve() : socket.write(data, () => resolve()));
    fault({ socket, attempt: run.length, write });
  }

  async #answer(question: string, run: readonly Request[], socket: Socket): Promise<void> {
    if (question === "closed") await Promise.all(run.map(({ closed }) => closed));
    const text = question === "refused"
      ? await refusedUrl()
      : JSON.stringify({ requests: run.length, written: run.map((request) => request.socket.bytesWritten) });
    const headers = `content-length: ${text.length}\r\naccess-control-allow-origin: *\r\nconnection: close`;
    socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n${text}`);
  }
}

/** Starts a server that plays faults. */
export async function faultUpstream(): Promise<FaultUpstream> {
  const upstream = new FaultUpstream();
  await upstream.listen();
  return upstream;
}

/** Returns a URL whose port refuses connections. */
async function refusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/`;
}
