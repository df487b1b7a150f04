import type { UnderlyingFetch } from "../request/underlying_fetch.ts";

/** What runtimes do in ways of their own. */
export interface Runtime {
  /**
   * Opens a connection that goes the same way as the pool's (the same proxy, certificates, mock), but isn't from the pool, or
   * that outlasts the limits of the platform.
   *
   * @returns The connection, or `undefined` where the attempt stays on the pool, under the limits of the platform.
   */
  connect(options: ConnectionOptions): Connection | undefined;
  /** Opens the body of a response for reading. */
  openBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody;
  /**
   * Tells whether an error, or what caused it, is a limit of the platform that passed, not one of ours. To be asked only while
   * no signal of the attempt has aborted.
   */
  isPlatformTimeout(error: unknown): boolean;
  /**
   * Tells whether the runtime marks a response of its own as decoded, and sends or stores it without the headers that tell
   * of the encoded body.
   *
   * @param response The response.
   * @param request The request that it answers.
   */
  marksDecoded(response: Response, request: { readonly headers: Headers }): boolean;
  /** Returns the type of the blob that the platform makes of a response, or `undefined` where it's right without. */
  blobType(headers: Headers): string | undefined;
}

/** What a connection is opened for. */
export interface ConnectionOptions {
  /** The caller's second argument of `fetch`. */
  readonly init: object;
  /** The caller's own `fetch`, if it has one. */
  readonly fetch?: UnderlyingFetch | undefined;
  /** Whether it shall not be from the pool. */
  readonly isFresh: boolean;
  /** Milliseconds that the attempt may wait for its headers, and between two chunks; `false` for no bound. */
  readonly patience: number | false;
}

/** A connection for one attempt. */
export interface Connection {
  /** What makes `fetch` use it: members of its second argument. */
  readonly init: object;
  /** Whether it's a connection of its own, which isn't from the pool. */
  readonly isFresh: boolean;
  /** Tells whether an error says that `fetch` can't use it at all, so that nothing was sent. */
  refused(error: unknown): boolean;
  /** Frees it, once what is under way on it has ended. */
  close(): void;
}

/** The body of a response, read by nobody else. */
export interface OpenBody {
  /** Whether it is a byte stream, whose readers may bring buffers. To be asked only while nobody waits for a chunk. */
  isByteStream(): boolean;
  /**
   * Returns what resolves when it has ended, and rejects when it breaks, read or not. To be called behind
   * {@linkcode OpenBody.isByteStream}, which would reject it.
   */
  closed(): Promise<unknown>;
  /** Reads the next chunk; one at a time. */
  read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  /** Cancels it. */
  cancel(reason?: unknown): Promise<void>;
}
