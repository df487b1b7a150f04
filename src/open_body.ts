import { isWasteful } from "./connection.ts";
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
 * Opens the body of a response for reading.
 *
 * @param response The response.
 */
export function openBody(response: ResponseWithBody): OpenBody {
  const { body } = response;
  let byob: ReadableStreamBYOBReader | undefined;
  try {
    byob = body.getReader({ mode: "byob" });
  } catch {
    // It is no byte stream.
  }
  // What came from the platform's `fetch` has a URL. Not every stream of a program's
  // own, once it closes, answers a read that brought a buffer.
  if (byob && isWasteful && response instanceof Response && Reflect.get(Response.prototype, "url", response)) {
    return frugal(byob);
  }
  byob?.releaseLock();
  const reader = body.getReader();
  return { type: byob && "bytes", read: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
}

/** Makes a reader that brings small buffers, and large ones while those are filled. */
function frugal(reader: ReadableStreamBYOBReader): OpenBody {
  const small = 2 ** 12;
  const large = 2 ** 16;
  let size = small;
  return {
    type: "bytes",
    read: () =>
      reader.read(new Uint8Array(size)).then((result) => {
        size = result.value?.byteLength === size ? large : small;
        return result;
      }),
    cancel: (reason) => reader.cancel(reason),
  };
}
