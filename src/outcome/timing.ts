import type { AttemptRecord } from "./attempt_record.ts";

/** The attempts and times of a response. */
export interface FetchTiming {
  /** The attempts in the order in which they ended. Resumptions are added while the answer is read. */
  readonly attempts: readonly AttemptRecord[];
  /**
   * Milliseconds from the call to the first byte, lost attempts and waits included; to the headers, if only those were
   * waited for.
   */
  readonly firstByte: number;
  /** Milliseconds from the call to the first content, if a format was recognized. */
  readonly firstContent?: number | undefined;
}

const timings = new WeakMap<Response, FetchTiming>();

/** Stores the timing of a response. */
export function setTiming(response: Response, timing: FetchTiming): void {
  timings.set(response, timing);
}

/**
 * Returns the attempts and the first-byte time of a response.
 *
 * @param response A response, from anywhere.
 * @returns Its timing; `undefined` if it isn't a response of {@linkcode createFetch}, or is a clone of one.
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
