import type { NetworkFailure } from "../dispatch/network_failure.ts";
import type { AttemptSummary } from "../attempts/attempts.ts";

/**
 * How a request ended: `"answered"` by the proxy itself; `"complete"`, the
 * upstream's whole answer; `"client_left"`; `"timeout"`, no first byte or not
 * complete in time; `"unreachable"`; `"shut_down"`, not over when the proxy
 * ended; and, in the middle of an answer, `"broken"` or `"stale"`.
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

/** What is logged of a request: nothing that its headers, body or query held. */
export interface LogLine {
  /** When it ended, in ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** Path, without the query. */
  readonly path: string;
  /** Name that the upstream is mounted under, if it has one. */
  readonly upstream?: string;
  /** Host of the upstream that answered, or was asked last. */
  readonly host?: string;
  /** Status code that the client was sent. */
  readonly status: number;
  readonly outcome: Outcome;
  /** Why the upstream is `"unreachable"`, where that is known. */
  readonly unreachable?: NetworkFailure;
  /** Attempts made at the upstreams. */
  readonly attempts: number;
  /** Those of them that were started while another still ran. */
  readonly hedges: number;
  /** Those of them that resumed the answer after a break, if there were any. */
  readonly resumptions?: number;
  /** What became of each, if there was more than one. */
  readonly tried?: readonly AttemptSummary[];
  /** Milliseconds from the first attempt to the upstream's first byte, lost attempts included; so is an upload that is passed on as it comes. */
  readonly ttfb?: number;
  /** Milliseconds from the first attempt to the first content, where the API is known. */
  readonly content?: number;
  /** Status that a failure stands for that was told in the stream before any content: the upstream's, or this proxy's. */
  readonly failure?: number;
  /** Milliseconds from when the request came to the end. */
  readonly duration: number;
}

/** Writes a line to the console. */
export function writeLine(line: LogLine): void {
  console.log(JSON.stringify(line));
}
