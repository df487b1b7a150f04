import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An upstream that stalls the first attempt of every fifth call; made by {@linkcode soakUpstream}. */
export interface SoakUpstream extends AsyncDisposable {
  /** Without a slash at its end; a call's number follows. */
  readonly url: string;
  /** Attempts of each call. */
  readonly attempts: Uint8Array;
  /** Connections open now. */
  readonly sockets: number;
}

const STALLED = 5;

/** Whether the first attempt of a call stalls: before its headers, or after them. */
export function stalls(call: number): "before" | "after" | undefined {
  // Spread out, so that no two of them follow one another for long.
  const place = (call * 7_919) % (2 * STALLED);
  return place === 0 ? "before" : place === 1 ? "after" : undefined;
}

/** Returns the text of a call's answer. */
export function answerTo(call: number): string {
  return `data: ${call}\n\ndata: done\n\n`;
}

/**
 * Starts the upstream.
 *
 * @param calls How many calls will come; what is kept of each is a byte.
 */
export async function soakUpstream(calls: number): Promise<SoakUpstream> {
  const attempts = new Uint8Array(calls);
  let sockets = 0;
  const server = createServer((request, response) => {
    const call = Number(request.url?.split("/").at(-1));
    const attempt = attempts[call] = (attempts[call] ?? 0) + 1;
    const stall = attempt === 1 ? stalls(call) : undefined;
    if (stall === "before") return;
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (stall === "after") return response.flushHeaders();
    const [first = "", ...rest] = answerTo(call).split(/(?<=\n\n)/);
    response.write(first);
    response.end(rest.join(""));
  });
  server.on("connection", (socket) => {
    sockets++;
    socket.on("error", () => {});
    socket.on("close", () => sockets--);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    attempts,
    get sockets() {
      return sockets;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
