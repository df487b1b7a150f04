import type { NetworkFailure } from "../dispatch/network_failure.ts";
import type { AttemptSummary } from "../attempts/attempts.ts";

/**
 * How a request ended.
 *
 * - `"answered"`: the proxy answered it itself.
 * - `"complete"`: the client got the upstream's whole answer.
 * - `"client_left"`: the client closed its connection.
 * - `"timeout"`: the first byte, or the whole answer, didn't come in time.
 * - `"unreachable"`: no attempt reached an upstream.
 * - `"shut_down"`: the proxy shut down first.
 * - `"broken"`: the answer broke off.
 * - `"stale"`: the answer went silent for too long.
 */
export type Outcome =
  | "answered"
  | "complete"
  | "client_left"
  | "timeout"
  | "unreachable"
  | "shut_down"
  | "broken"
  | "stale";

/** The log line of one request. It holds nothing from its headers, body or query. */
export interface LogLine {
  /** When the request ended, in ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Name that the upstream is mounted under, if it has one. */
  readonly upstream?: string;
  /** Host of the upstream that answered, or of the last one tried. */
  readonly host?: string;
  /** Status code that the client got. */
  readonly status: number;
  readonly outcome: Outcome;
  /** Why the upstream was `"unreachable"`, if that is known. */
  readonly unreachable?: NetworkFailure;
  /** Number of attempts. */
  readonly attempts: number;
  /** Number of attempts that were started while another was running. */
  readonly hedges: number;
  /** Number of attempts that resumed the answer after a break, if any did. */
  readonly resumptions?: number;
  /** How each attempt ended, if there was more than one. */
  readonly tried?: readonly AttemptSummary[];
  /**
   * Milliseconds from the start of the first attempt to the upstream's first byte. Lost attempts are included, and so
   * is the time of an upload that the proxy streams to the upstream.
   */
  readonly ttfb?: number;
  /** Milliseconds from the start of the first attempt to the first content, if the API is known. */
  readonly content?: number;
  /**
   * Status code of a failure that the client got as a message of the stream, before any content. The upstream or this
   * proxy wrote it.
   */
  readonly failure?: number;
  /** Milliseconds from the arrival of the request to its end. */
  readonly duration: number;
}

/** Writes a line to the console as JSON. */
export function writeLine(line: LogLine): void {
  console.log(JSON.stringify(line));
}
