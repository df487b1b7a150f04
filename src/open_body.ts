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
 * A small body of known length is read into buffers of that length: a default
 * reader costs Deno 64 KiB, however small the answer.
 *
 * @param stream The body.
 * @param length Its `content-length`, if there is one; what is no length counts as none.
 */
export function openBody(stream: ReadableStream<Chunk>, length = 0): OpenBody {
  let type: "bytes" | undefined;
  try {
    const byob = stream.getReader({ mode: "byob" });
    type = "bytes";
    // More than that no runtime reads from a socket at once.
    if (length >= 1 && length <= 65_536) {
      const read = () => byob.read(new Uint8Array(length));
      return { type, read, cancel: (reason) => byob.cancel(reason) };
    }
    byob.releaseLock();
  } catch {
    // It is no byte stream.
  }
  const reader = stream.getReader();
  return { type, read: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
}
