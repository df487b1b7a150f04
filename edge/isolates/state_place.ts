import type { News, Post } from "./shared_entry.ts";

/** Where proxies leave what they know, and find what others left. */
export interface StatePlace {
  /**
   * Leaves what one proxy tells, and finds what the others left since it asked last.
   *
   * @param signal Aborts when its time is over.
   * @returns Rejects where that isn't possible, or not known to have been done.
   */
  exchange(post: Post, signal: AbortSignal): Promise<News>;
}

/** Error of a place, in words that may be logged. */
export class StatePlaceError extends Error {
  /**
   * Constructs a new {@linkcode StatePlaceError} instance.
   *
   * @param reason Why nothing could be exchanged, without anything that was sent or received.
   */
  constructor(reason: string) {
    super(reason);
    this.name = "StatePlaceError";
  }
}
