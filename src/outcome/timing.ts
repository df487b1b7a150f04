import type { AttemptRecord } from "./attempt_record.ts";

/** How a response came to be. */
export interface FetchTiming {
  /** The attempts made, in the order in which they ended; those that resumed the answer are added as they come. */
  readonly attempts: readonly AttemptRecord[];
  /** Milliseconds from the call to the first byte, lost attempts and waits included; to the headers, where those sufficed. */
  readonly firstByte: number;
  /** Milliseconds from the call to the first content, where a format was recognized. */
  readonly firstContent?: number | undefined;
}

const timings = new WeakMap<Response, FetchTiming>();

/** Notes the timing of a response that is handed out. */
export function setTiming(response: Response, timing: FetchTiming): void {
  timings.set(response, timing);
}

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
