import type { UnderlyingFetch } from "../request/underlying_fetch.ts";

/** What differs between runtimes. */
export interface Runtime {
  /**
   * Opens a connection that isn't from the pool, or has no limits of the platform. It has the same route as the pool:
   * the same proxy, certificates and mock.
   *
   * @returns The connection; `undefined` if the attempt uses the pool, with the limits of the platform.
   */
  connect(options: ConnectionOptions): Connection | undefined;
  /** Opens the body of a response for reading. */
  openBody(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody;
  /**
   * Returns whether an error, or a cause of it, is a limit of the platform. Call it only if no signal of the attempt
   * has aborted.
   */
  isPlatformTimeout(error: unknown): boolean;
  /**
   * Returns whether the runtime has marked a response as decoded. It sends or stores such a response without the
   * headers of the encoded body.
   *
   * @param response The response.
   * @param request The request of the response.
   */
  marksDecoded(response: Response, request: { readonly headers: Headers }): boolean;
  /** What `fetch` has on this runtime beside its call. */
  readonly fetchMembers: Pick<typeof globalThis.fetch, keyof typeof globalThis.fetch>;
  /** Returns the type of a response's blob; `undefined` if the platform sets it correctly. */
  blobType(headers: Headers): string | undefined;
}

/** Options for a connection. */
export interface ConnectionOptions {
  /** The caller's second argument of `fetch`. */
  readonly init: object;
  /** The caller's own `fetch`, if it has one. */
  readonly fetch?: UnderlyingFetch | undefined;
  /** Whether it must not be from the pool. */
  readonly isFresh: boolean;
  /** Milliseconds that the attempt may wait for its headers, and between two chunks; `false` for no bound. */
  readonly patience: number | false;
}

/** A connection for one attempt. */
export interface Connection {
  /** Members of the second argument that make `fetch` use it. */
  readonly init: object;
  /** Whether it isn't from the pool. */
  readonly isFresh: boolean;
  /** Returns whether an error means that `fetch` can't use the connection, so that nothing was sent. */
  refused(error: unknown): boolean;
  /** Closes it, once its response has ended. */
  close(): void;
}

/** The body of a response, with its only reader. */
export interface OpenBody {
  /** Whether it's a byte stream, which supports BYOB readers. Read it only while no read is pending. */
  isByteStream(): boolean;
  /**
   * Returns a promise that resolves when the body has ended, and rejects when it breaks, read or not. Call it after
   * {@linkcode OpenBody.isByteStream}, which would reject it.
   */
  closed(): Promise<unknown>;
  /** Reads the next chunk. Only one read may be pending. */
  read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  /** Cancels it. */
  cancel(reason?: unknown): Promise<void>;
}
