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

const SMALL = 2 ** 12;
const LARGE = 2 ** 16;

// Deno makes 64 KiB for each chunk that it is not given a buffer for, of however few bytes.
const isWasteful = "Deno" in globalThis;

/**
 * Opens the body of a response for reading.
 *
 * @param response The response; what has no URL did not come from the platform's `fetch`.
 */
export function openBody({ body, url }: Pick<ResponseWithBody, "body" | "url">): OpenBody {
  let byob: ReadableStreamBYOBReader | undefined;
  try {
    byob = body.getReader({ mode: "byob" });
  } catch {
    // It is no byte stream.
  }
  // Not every stream of a program's own, once it closes, answers a read that brought a buffer.
  if (byob && url && isWasteful) return frugal(byob);
  byob?.releaseLock();
  const reader = body.getReader();
  return { type: byob && "bytes", read: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
}

/** Makes a reader that brings small buffers, and large ones while those are filled. */
function frugal(reader: ReadableStreamBYOBReader): OpenBody {
  let size = SMALL;
  return {
    type: "bytes",
    read: () =>
      reader.read(new Uint8Array(size)).then((result) => {
        size = result.value?.length === size ? LARGE : SMALL;
        return result;
      }),
    cancel: (reason) => reader.cancel(reason),
  };
}
