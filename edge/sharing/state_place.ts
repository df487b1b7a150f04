import type { News, Post } from "./shared_entry.ts";

/** A place where proxies share state. */
export interface StatePlace {
  /**
   * Stores the entries of one proxy, and returns those that other proxies stored since its last exchange.
   *
   * @param post The entries, and the cursor of the last exchange.
   * @param signal Aborts when the time for the exchange is over.
   * @returns The other proxies' entries. The promise rejects if the exchange failed, or may have failed.
   */
  exchange(post: Post, signal: AbortSignal): Promise<News>;
}

/** Error of a {@linkcode StatePlace}, whose message can be logged. */
export class StatePlaceError extends Error {
  /**
   * Constructs a new {@linkcode StatePlaceError} instance.
   *
   * @param reason Why the exchange failed, without anything that was sent or received.
   */
  constructor(reason: string) {
    super(reason);
    this.name = "StatePlaceError";
  }
}
