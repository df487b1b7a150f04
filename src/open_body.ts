/** A body opened for its first bytes. */
export interface OpenBody {
  /** Has the body to itself. */
  readonly reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | ReadableStreamBYOBReader;
  /** Whether it is a byte stream, whose chunks nobody else holds; the word is `ReadableStream`'s. */
  readonly type?: "bytes";
  /** Reads the next chunk. */
  read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
}

// What runtimes read from a socket at once.
const USUAL_CHUNK = 2 ** 16;

/**
 * Opens a body for its first bytes.
 *
 * A byte stream is read into a buffer of the size that its headers tell: a
 * default reader costs Deno 64 KiB for an answer of any size.
 *
 * @param stream The body.
 * @param length Its length in bytes, if the headers tell.
 */
export function openBody(stream: ReadableStream<Uint8Array<ArrayBuffer>>, length: string | null): OpenBody {
  try {
    const reader = stream.getReader({ mode: "byob" });
    const size = Math.min(Number(length) || USUAL_CHUNK, USUAL_CHUNK);
    return { reader, type: "bytes", read: () => reader.read(new Uint8Array(size)) };
  } catch {
    const reader = stream.getReader();
    return { reader, read: () => reader.read() };
  }
}
