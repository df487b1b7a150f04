import { abortable } from "./abortable.ts";

/** Reads one body, in chunks. */
export type ChunkReader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** What was read while waiting for a first byte. */
export interface FirstByte {
  /** The chunks, none of them empty. */
  readonly held: Uint8Array<ArrayBuffer>[];
  /** Whether they are the whole body. */
  readonly ended?: boolean;
  /** What reading failed with; reading on fails with it again. */
  readonly failure?: { readonly error: unknown };
}

/**
 * Reads a body until a chunk completes a sign of life, or it ends or errs.
 *
 * @param reader Has the body to itself.
 * @param isLife Is given each chunk; what it throws is thrown.
 * @param signal What ends the reading.
 */
export async function readFirstByte(
  reader: ChunkReader,
  isLife: (chunk: Uint8Array) => boolean,
  signal: AbortSignal,
): Promise<FirstByte> {
  const held: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const result = await abortable(reader.read(), signal).catch((error: unknown) => ({ error }));
    if ("error" in result) return { held, failure: result };
    if (result.done) return { held, ended: true };
    if (result.value.byteLength === 0) continue;
    held.push(result.value);
    if (isLife(result.value)) return { held };
  }
}

/** Tells whether the headers of a response promise no more than the one chunk that was read. */
export function promisesNoMore(response: Response, { held }: FirstByte): boolean {
  return held.length === 1 && response.headers.get("content-length") === String(held[0]?.byteLength);
}
