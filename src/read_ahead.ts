import { abortable } from "./abortable.ts";
import type { OpenBody } from "./open_body.ts";

/** The beginning of a body. */
export interface ReadAhead {
  /** Its chunks, none of them empty. */
  readonly held: Uint8Array<ArrayBuffer>[];
  /** What reading failed with; reading on fails with it again. */
  readonly failure?: { readonly error: unknown };
}

/**
 * Reads a body up to the chunk that is enough, or to its end or its error.
 *
 * @param body The body.
 * @param isEnough Is given each chunk; what it throws is thrown.
 * @param signal What ends the reading, if anything does.
 */
export async function readAhead(
  body: OpenBody,
  isEnough: (chunk: Uint8Array) => boolean,
  signal: AbortSignal,
): Promise<ReadAhead> {
  const held: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const result = await abortable(body.read(), signal).catch((error: unknown) => ({ error }));
    if ("error" in result) return { held, failure: result };
    const { done, value } = result;
    if (done) return { held };
    if (value.byteLength === 0) continue;
    held.push(value);
    if (isEnough(value)) return { held };
  }
}
