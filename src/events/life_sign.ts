import type { Verdict } from "../formats/format.ts";

/** A chunk of a body, as a {@linkcode LifeSign} sees it. */
export interface Chunk {
  /** The bytes. */
  readonly bytes: Uint8Array;
  /** Returns what the chunk means, if a format was recognized; `undefined` otherwise. */
  verdict(): Verdict | undefined;
}

/** Returns whether a chunk completes a sign of life. It's called with each chunk of one body, in order. */
export type LifeDetector = (chunk: Chunk) => boolean;

/** What counts as life in a body; made by {@linkcode event} or {@linkcode content}. */
export interface LifeSign {
  /** Begins to watch the body of a response. */
  detect(response: Response): LifeDetector;
}
