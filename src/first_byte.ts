import { abortable } from "./abortable.ts";
import type { Call } from "./call.ts";
import { lifeDetector } from "./life_detector.ts";
import type { OpenBody } from "./open_body.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** How a body began. */
export interface Beginning {
  /** Its chunks up to the one that counts as its first byte, but for empty ones. */
  readonly held: readonly Chunk[];
  /** Tells whether a chunk, from the next one on, is progress. */
  readonly isProgress: (chunk: Uint8Array) => boolean;
}

/**
 * Reads a guarded body up to what counts as its first byte, or to its end or its error.
 *
 * @param body The body; reading on after an error fails with it again.
 * @param response The response it is from.
 * @param call Says what counts.
 * @param signal What ends the reading, if anything does.
 * @param onFailure Is called with what reading failed with; what it throws is thrown.
 * @returns How the body began, or the number that `onFailure` returned.
 * @throws The signal's reason.
 */
export async function firstByte(
  body: OpenBody,
  response: Response,
  { guarded, options: { progressOn, firstByteOn } }: Call,
  signal: AbortSignal,
  onFailure: (error: unknown) => number | undefined,
): Promise<Beginning | number> {
  const isProgress = await lifeDetector(progressOn, response, signal);
  const isFirstByte = await lifeDetector(firstByteOn, response, signal);
  const held: Chunk[] = [];
  while (guarded) {
    const result = await abortable(body.read(), signal).catch(onFailure);
    if (typeof result === "number") return result;
    if (!result || result.done) break;
    const { value } = result;
    if (value.byteLength === 0) continue;
    held.push(value);
    // Both see every chunk: an event that begins here may end in the watched body.
    isProgress(value);
    if (isFirstByte(value)) break;
  }
  signal.throwIfAborted();
  return { held, isProgress };
}
