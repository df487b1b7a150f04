type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Returns a chunk that can be kept: a copy if its buffer is much larger. Deno reads each chunk into a buffer of 64 KiB, so
 * that a body of single bytes would keep 64 KiB for each of them.
 *
 * @param chunk The chunk.
 */
export function compactChunk(chunk: Bytes): Bytes {
  // The body of a program's own response may hold anything: the platform refuses what isn't bytes.
  return chunk.byteLength * 2 < chunk.buffer?.byteLength ? chunk.slice() : chunk;
}
