/**
 * Returns a chunk that can be kept: a copy if its buffer is much larger. Deno reads each chunk into a buffer of 64 KiB, so
 * that a body of single bytes would keep 64 KiB for each of them.
 *
 * @param chunk The chunk.
 */
export function compactChunk<T extends Uint8Array>(chunk: T): T | Uint8Array<ArrayBuffer> {
  return chunk.byteLength * 2 < chunk.buffer.byteLength ? new Uint8Array(chunk) : chunk;
}
