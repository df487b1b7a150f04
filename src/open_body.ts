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
 * allocates 64 KiB for each read that brings no buffer, it brings one of twice the
 * bytes that the last one came back with, from 4 KiB to 256.
 *
 * @param response The response.
 */
export function openBody(response: ResponseWithBody): OpenBody {
  let size = 4096;
  const { body } = response;
  let byob: ReadableStreamBYOBReader | undefined;
  let frugal: ReadableStreamBYOBReader | undefined;
  try {
    byob = body.getReader({ mode: "byob" });
    // What came from the platform's `fetch` has a URL. Not every stream of a program's
    // own, once it closes, answers a read that brought a buffer.
    if (allocatesPerRead && Reflect.get(Response.prototype, "url", response)) frugal = byob;
  } catch {
    // It is no byte stream, or the response none of the platform's.
  }
  if (!frugal) byob?.releaseLock();
  const reader = frugal ?? body.getReader();
  return {
    type: byob && "bytes",
    read: frugal
      ? () =>
        frugal.read(new Uint8Array(size)).then((result) => {
          size = Math.min(Math.max(4096, result.value?.byteLength as number * 2), 2 ** 18);
          return result;
        })
      : () => (reader as ReadableStreamDefaultReader<Chunk>).read(),
    cancel: (reason) => reader.cancel(reason),
  };
}
