/** A client's body on its way to an upstream. */
export interface Upload {
  /** The whole body, if it was read first. An empty body isn't `undefined`. */
  readonly buffered?: string | ArrayBuffer;
  /** The body while it arrives; `null` if it was read first, or there's none. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  /** Length of the body in bytes, if it's known. */
  readonly length?: number;
  /** What is known of its JSON. Set only if the JSON is streamed, or holds too many values to be parsed. */
  readonly sketch?: object;
  /** Aborts with a `ClientBodyError` if the client breaks the body off. On workerd, the `fetch` may not reject. */
  readonly signal?: AbortSignal;
  /** Returns whether the upstream waits for the client's next bytes, or did when it was given up. */
  readonly awaitsClient?: () => boolean;
  /**
   * Cancels the rest of the body. It must be called before the answer has ended: otherwise Deno keeps the client's
   * connection for ever.
   */
  readonly release?: () => void;
}
