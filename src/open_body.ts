import { allocatesPerRead } from "./connection.ts";
import type { ResponseWithBody } from "./faithful_response.ts";

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
 * Opens the body of a response for reading. On Deno, where a platform's body
 * allocates 64 KiB for each read that brings no buffer, it brings one that serves
 * for the next read, too, if it was not filled: of 4 KiB at first, of 64 once one was.
 *
 * @param response The response.
 */
export function openBody(response: ResponseWithBody): OpenBody {
  const { body } = response;
  // What the next read brings, or its size: a read that fails keeps what it brought.
  let buffer: ArrayBuffer | number = 4096;
  let byob: ReadableStreamBYOBReader | undefined;
  let frugal: ReadableStreamBYOBReader | undefined;
  try {
    byob = body.getReader({ mode: "byob" });
    // Only what came from the platform's `fetch`: not every stream of a program's
    // own, once it closes, answers a read that brought a buffer.
    if (allocatesPerRead && response.type === "basic") frugal = byob;
  } catch {
    // It is no byte stream, or the response none of the platform's.
  }
  if (!frugal) byob?.releaseLock();
  const reader = frugal ?? body.getReader();
  return {
    type: byob && "bytes",
    read: frugal
      ? () => {
        const view = new Uint8Array(buffer as ArrayBuffer);
        buffer = 4096;
        return frugal.read(view).then((result) => {
          const { value } = result;
          if (!value) return result;
          buffer = value.buffer;
          if (value.byteLength < buffer.byteLength) result.value = value.slice();
          else buffer = 2 ** 16;
          return result;
        });
      }
      : () => (reader as ReadableStreamDefaultReader<Chunk>).read(),
    cancel: (reason) => reader.cancel(reason),
  };
}
