import type { ChunkReader } from "./first_byte.ts";

/** A body locked for reading. */
export interface OpenBody {
  readonly reader: ChunkReader;
  /** Whether the body is a byte stream: its chunks are then nobody else's. */
  readonly bytes: boolean;
}

/** Locks a body for reading, and finds out whether it is a byte stream. */
export function openBody(body: ReadableStream<Uint8Array<ArrayBuffer>>): OpenBody {
  const bytes = isByteStream(body);
  return { reader: body.getReader(), bytes };
}

function isByteStream(body: ReadableStream<Uint8Array<ArrayBuffer>>): boolean {
  try {
    body.getReader({ mode: "byob" }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
