/**
 * Joins chunks into one.
 *
 * @param chunks The chunks.
 * @param length Their total length in bytes.
 * @returns The joined bytes.
 */
export function joinBytes(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
}
