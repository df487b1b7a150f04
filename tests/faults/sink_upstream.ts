import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that keeps nothing of what it is sent; made by {@linkcode sinkUpstream}. */
export interface SinkUpstream extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** Bytes of bodies so far. */
  readonly bytes: number;
  /** Requests so far, as method and path; the neighbour's are not among them. */
  readonly requests: readonly string[];
  /** Names of all headers that came. */
  readonly headers: ReadonlySet<string>;
  /** Bodies whose sender left in the middle. */
  readonly cutOff: number;
}

/** Starts a server that answers every request once it has its body, `/neighbour` with `"neighbour"`. */
export async function sinkUpstream(): Promise<SinkUpstream> {
  const requests: string[] = [];
  const headers = new Set<string>();
  let [bytes, cutOff] = [0, 0];
  const server = createServer((request, response) => {
    const text = request.url === "/neighbour" ? "neighbour" : "sunk";
    if (text === "sunk") {
      requests.push(`${request.method} ${request.url}`);
      for (const name of Object.keys(request.headers)) headers.add(name);
    }
    request.on("data", (data) => bytes += data.length);
    request.on("error", () => {});
    request.on("close", () => request.complete || cutOff++);
    request.on("end", () => response.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    headers,
    get bytes() {
      return bytes;
    },
    get cutOff() {
      return cutOff;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
