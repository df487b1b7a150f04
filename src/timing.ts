import type { AttemptRecord } from "./errors.ts";

/** How a response came to be. */
export interface FetchTiming {
  /** The attempts made, in the order in which they ended; the last one is the response's. */
  readonly attempts: readonly AttemptRecord[];
  /**
   * Milliseconds from the call to its first byte, lost attempts and waits
   * included; to its headers, where there is no body or the request is not guarded.
   */
  readonly firstByte: number;
}

/** The timings of the responses that were handed out. */
export const timings = new WeakMap<Response, FetchTiming>();

/**
 * Returns the attempts and the first-byte time of a response.
 *
 * @param response A response, from anywhere.
 * @returns Its timing, or `undefined` if no function of {@linkcode createFetch} returned it; a clone has none.
 *
 * @example Logging the time to first byte
 * ```ts
 * import { createFetch, timingOf } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch();
 * const response = await fetch("data:text/plain,hello");
 * const timing = timingOf(response);
 * console.log(timing?.firstByte, timing?.attempts.length); // 1.2, 1
 * console.log(await response.text()); // "hello"
 * ```
 */
export function timingOf(response: Response): FetchTiming | undefined {
  return timings.get(response);
}
