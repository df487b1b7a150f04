import { compactChunk } from "./compact_chunk.ts";
import { joinBytes } from "./join_bytes.ts";

/** Bytes that a boundary holds at most. A larger message is passed on in pieces, which limits the memory of a stream. */
export const MAX_HELD_BYTES: number = 64 * 2 ** 10;

/** Bytes of a message whose end hasn't come yet. */
export class HeldBytes {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#chunks.push(compactChunk(bytes));
    this.#length += bytes.byteLength;
  }

  /** Returns the held bytes followed by the given ones, and holds none any more. */
  release(bytes: Uint8Array): Uint8Array {
    if (this.#length === 0) return bytes;
    const all = joinBytes([...this.#chunks, bytes], this.#length + bytes.byteLength);
    this.#chunks = [];
    this.#length = 0;
    return all;
  }

  /** Returns the held bytes followed by a chunk up to its byte `end`, and holds the rest of the chunk. */
  releaseUpTo(end: number, chunk: Uint8Array): Uint8Array {
    const released = this.release(end === chunk.byteLength ? chunk : chunk.subarray(0, end));
    this.add(chunk.subarray(end));
    return released;
  }
}
