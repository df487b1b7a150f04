import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/** Codes of `RST_STREAM` and `GOAWAY`. */
export const NO_ERROR = 0;
/** Code of a fault of the server's own. */
export const INTERNAL_ERROR = 2;

const [DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY] = [0, 1, 3, 4, 6, 7];
const [ACK, END_STREAM, END_HEADERS] = [1, 1, 4];
const PREFACE_BYTES = 24;
const HEAD_BYTES = 9;

// Literals without indexing; the names by their place in the static table of RFC 7541, the first 15 of it in four bits.
const literal = (index: number, value: string) => [0x0f, index - 15, value.length, ...Buffer.from(value)];
const STATUS_200 = [0x88];
const RESPONSE_HEADERS = [
  ...STATUS_200,
  ...literal(20, "*"), // access-control-allow-origin
  ...literal(24, "no-store"), // cache-control
  ...literal(31, "text/event-stream"), // content-type
];

/**
 * The server's end of an HTTP/2 connection, frame by frame: a server's own API
 * ends a stream in order before it resets it.
 */
export class Http2Connection {
  readonly #socket: Socket;
  readonly #onRequest: (connection: Http2Connection, stream: number) => void;
  #received = Buffer.alloc(0);
  #begun = false;

  /**
   * @param socket Has negotiated `h2`.
   * @param onRequest Is called with the number of each request's stream.
   */
  constructor(socket: Socket, onRequest: (connection: Http2Connection, stream: number) => void) {
    this.#socket = socket;
    this.#onRequest = onRequest;
    this.#send(SETTINGS, 0, 0);
    socket.on("data", (data) => this.#receive(Buffer.from(data)));
  }

  /** Begins an answer. */
  respond(stream: number): void {
    this.#send(HEADERS, END_HEADERS, stream, RESPONSE_HEADERS);
  }

  /** Sends a piece of an answer, or its last one. */
  data(stream: number, text: string, last = false): void {
    this.#send(DATA, last ? END_STREAM : 0, stream, [...Buffer.from(text)]);
  }

  /** Resets a stream. */
  reset(stream: number, code: number): void {
    this.#send(RST_STREAM, 0, stream, word(code));
  }

  /** Announces the end of the connection, of whose streams those up to `last` are still answered. */
  goaway(last: number, code: number): void {
    this.#send(GOAWAY, 0, 0, [...word(last), ...word(code)]);
  }

  /** Closes the connection, once what was sent is out. */
  end(): void {
    this.#socket.end();
  }

  #send(type: number, flags: number, stream: number, payload: readonly number[] = []): void {
    const head = [...word(payload.length).slice(1), type, flags, ...word(stream)];
    if (this.#socket.writable) this.#socket.write(Uint8Array.from([...head, ...payload]));
  }

  #receive(data: Buffer<ArrayBuffer>): void {
    this.#received = Buffer.concat([this.#received, data]);
    if (!this.#begun && this.#received.length >= PREFACE_BYTES) {
      this.#begun = true;
      this.#received = this.#received.subarray(PREFACE_BYTES);
    }
    while (this.#begun && this.#received.length >= HEAD_BYTES) {
      const end = HEAD_BYTES + this.#received.readUIntBE(0, 3);
      if (this.#received.length < end) return;
      const frame = this.#received.subarray(0, end);
      this.#received = this.#received.subarray(end);
      this.#handle(frame);
    }
  }

  #handle(frame: Buffer): void {
    const [type, flags = 0, stream] = [frame[3], frame[4], frame.readUInt32BE(5)];
    if (type === SETTINGS && !(flags & ACK)) this.#send(SETTINGS, ACK, 0);
    if (type === PING && !(flags & ACK)) this.#send(PING, ACK, 0, [...frame.subarray(HEAD_BYTES)]);
    if (type === HEADERS) this.#onRequest(this, stream);
  }
}

function word(value: number): number[] {
  return [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 0xff);
}
