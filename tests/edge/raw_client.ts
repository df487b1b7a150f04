import { connect, type Socket } from "node:net";

/** A client that is no more than a socket: it sends what no `fetch` would, and leaves when it likes. */
export class RawClient implements Disposable {
  readonly #socket: Socket;
  #received = "";
  #changed = Promise.withResolvers<void>();
  #ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text) => this.#change(() => this.#received += text));
    socket.on("error", () => {});
    socket.on("close", () => this.#change(() => this.#ended = true));
  }

  /** Everything received so far. */
  get received(): string {
    return this.#received;
  }

  /** Sends text as it is. */
  send(text: string): void {
    this.#socket.write(text, "latin1");
  }

  /** Resolves when `text` has been received. */
  async until(text: string): Promise<void> {
    while (!this.#received.includes(text)) {
      if (this.#ended) throw new Error(`Expected ${text}, got the end of ${this.#received}`);
      await this.#changed.promise;
    }
  }

  /** Resolves to everything received, when the other side has closed the connection. */
  async end(): Promise<string> {
    while (!this.#ended) await this.#changed.promise;
    return this.#received;
  }

  /** Resolves to the first response, when it is whole or the connection has closed; some servers keep it open. */
  async response(): Promise<string> {
    while (!this.#ended && !isWhole(this.#received)) await this.#changed.promise;
    return this.#received;
  }

  /** Sends nothing more, and reads on. */
  finish(): void {
    this.#socket.end();
  }

  /** Leaves by a reset of the connection. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Leaves. */
  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #change(apply: () => void): void {
    apply();
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Connects to a server, and sends it text. */
export function rawClient(url: string, text: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const client = new RawClient(socket);
      client.send(text);
      resolve(client);
    });
    socket.once("error", reject);
  });
}

function isWhole(received: string): boolean {
  const [head = "", body] = received.split("\r\n\r\n", 2);
  if (body === undefined) return false;
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  return length === undefined ? received.endsWith("\r\n0\r\n\r\n") : body.length >= Number(length);
}
