import type { ResponseWithBody } from "./faithful_response.ts";
import type { OpenBody } from "./open_body.ts";

// What a first read brings, where no length says that less will do.
const FIRST = 4_096;
const FURTHER = 65_536;

/**
 * Opens a body on Deno, where a platform's body allocates 64 KiB for each read
 * that brings no buffer: it brings one that serves for the next read, too, if it
 * was not filled.
 *
 * @param response The response.
 * @returns The body, or `undefined` where bodies are to be read without buffers.
 */
export function frugalBody(response: ResponseWithBody): OpenBody | undefined {
  const reader = byobReader(response);
  if (!reader) return undefined;
  const length = Number(response.headers.get("content-length"));
  // What the next read brings, or its size: a read that fails keeps what it brought.
  let buffer: ArrayBuffer | number = length >= 1 && length < FIRST ? length : FIRST;
  return {
    type: () => "bytes",
    async read() {
      const view = new Uint8Array(buffer as ArrayBuffer);
      buffer = FIRST;
      const result = await reader.read(view);
      const { value } = result;
      if (!value) return result;
      buffer = value.buffer;
      if (value.byteLength < buffer.byteLength) result.value = value.slice();
      else buffer = FURTHER;
      return result;
    },
    cancel: (reason) => reader.cancel(reason),
    free: () => reader.cancel().catch(() => {}),
  };
}

function byobReader({ type, body }: ResponseWithBody): ReadableStreamBYOBReader | undefined {
  // Only what came from the platform's `fetch`: not every stream of a program's
  // own, once it closes, answers a read that brought a buffer.
  if (type !== "basic") return undefined;
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    // It only says that it came from there.
    return undefined;
  }
}
