import type { UnderlyingFetch } from "../underlying_fetch.ts";

/** A connection of its own for one attempt. */
export interface Connection {
  /** What makes `fetch` use it: members of its second argument. */
  readonly init: object;
  /** Tells whether an error says that `fetch` can't use it at all, so that nothing was sent. */
  refused(error: unknown): boolean;
  /** Frees it, once what is under way on it has ended. */
  close(): void;
}

/** What a connection is opened for. */
export interface ConnectionOptions {
  /** The caller's second argument of `fetch`. */
  readonly init: object;
  /** The caller's own `fetch`, if it has one. */
  readonly fetch?: UnderlyingFetch | undefined;
  /** Milliseconds that the attempt may wait for its headers, and between two chunks; `false` for no bound. */
  readonly patience: number | false;
}

/** The body of a response, read by nobody else. */
export interface OpenBody {
  /** Whether it is a byte stream, whose readers may bring buffers. To be asked only while nobody waits for a chunk. */
  isByteStream(): boolean;
  /** Reads the next chunk; one at a time. */
  read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  /** Cancels it. */
  cancel(reason?: unknown): Promise<void>;
}

/** What runtimes do in ways of their own. */
export interface Runtime {
  /**
   * Opens a connection that goes the same way as the pool's (the same proxy, certificates, mock), but isn't from the pool.
   *
   * @returns The connection, or `undefined` where the attempt stays on the pool.
   */
  connect(options: ConnectionOptions): Connection | undefined;
  /** Opens the body of a response for reading. */
  openBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody;
}
