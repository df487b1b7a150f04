import type { ResponseWithBody } from "./faithful_response.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** A body that is read by nobody else. */
export interface OpenBody {
  /**
   * Tells whether it is a byte stream, whose chunks nobody else holds; the word is
   * `ReadableStream`'s. To be asked only while nobody waits for a chunk.
   */
  type(): "bytes" | undefined;
  /** Reads the next chunk; one at a time. */
  read(): Promise<ReadableStreamReadResult<Chunk>>;
  /** Cancels it. */
  cancel(reason?: unknown): Promise<void>;
  /** Lets go of it behind its last byte. */
  free(): unknown;
}

/**
 * Opens the body of a response for reading.
 *
 * @param response The response.
 */
export function openBody({ body }: ResponseWithBody): OpenBody {
  let reader = body.getReader();
  return {
    // Only a reader with buffers can tell; most bodies end without anybody asking.
    type() {
      reader.releaseLock();
      try {
        body.getReader({ mode: "byob" }).releaseLock();
        return "bytes";
      } catch {
        // It takes no reader with buffers.
      } finally {
        reader = body.getReader();
      }
    },
    read: () => reader.read(),
    cancel: (reason) => reader.cancel(reason),
    // Reading on tells the platform, too, that it is over: undici has its timing recorded.
    free: () => reader.read().catch(() => {}),
  };
}
