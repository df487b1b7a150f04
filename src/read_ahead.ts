import { abortable } from "./abortable.ts";
import type { OpenBody } from "./open_body.ts";

/**
 * Reads a body up to the chunk that is enough, or to its end or its error.
 *
 * @param body The body; reading on after an error fails with it again.
 * @param held Where its chunks go, but for empty ones.
 * @param isEnough Is given each chunk; what it throws is thrown.
 * @param signal What ends the reading, if anything does.
 * @param onFailure Is called with what reading failed with; what it throws is thrown.
 * @returns What `onFailure` returned, if it was called.
 */
export async function readAhead(
  body: OpenBody,
  held: Uint8Array<ArrayBuffer>[],
  isEnough: (chunk: Uint8Array) => boolean,
  signal: AbortSignal,
  onFailure: (error: unknown) => number | undefined,
): Promise<number | undefined> {
  for (;;) {
    const result = await abortable(body.read(), signal).catch(onFailure);
    if (typeof result !== "object") return result;
    const { done, value } = result;
    if (done) return undefined;
    if (value.byteLength === 0) continue;
    held.push(value);
    if (isEnough(value)) return undefined;
  }
}
