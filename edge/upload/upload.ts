/** A client's body, on its way to an upstream. */
export interface Upload {
  /** The body at hand; an empty one is not `undefined`. */
  readonly atHand?: string | ArrayBuffer;
  /** The body as it comes. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  /** Bytes of it, where they're known. */
  readonly length?: number;
  /** What of its JSON is known; set only where that holds too many values to be parsed, or is passed on as it comes. */
  readonly sketch?: object;
  /** Aborts, with a `ClientBodyError`, when the client breaks it off: on workerd a `fetch` of it may not fail. */
  readonly signal?: AbortSignal;
  /** Tells whether the upstream waits, or waited when it was given up, for the client to go on with it. */
  readonly isAwaited?: () => boolean;
  /**
   * Lets go of what has not come yet, once nobody waits for it. It must be called before the answer has ended: Deno
   * would keep the client's connection for ever.
   */
  readonly release?: () => void;
}
