type Chunk = Uint8Array<ArrayBuffer>;

/** A body that is read by nobody else. */
export interface OpenBody {
  /** Whether it is a byte stream, whose chunks nobody else holds; the word is `ReadableStream`'s. */
  readonly type: "bytes" | undefined;
  /** Reads the next chunk; one at a time. */
  read(): Promise<ReadableStreamReadResult<Chunk>>;
  /** Cancels it. */
  cancel(reason?: unknown): Promise<void>;
}

/**
 * Opens a body for reading.
 *
 * @param stream The body.
 */
export function openBody(stream: ReadableStream<Chunk>): OpenBody {
  let type: "bytes" | undefined;
  try {
    stream.getReader({ mode: "byob" }).releaseLock();
    type = "bytes";
  } catch {
    // It is no byte stream.
  }
  const reader = stream.getReader();
  return { type, read: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
}
