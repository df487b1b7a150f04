/**
 * How an attempt ended.
 *
 * | outcome | the attempt |
 * | --- | --- |
 * | `"response"` | became the response |
 * | `"ttfb"` | had no first byte within its cutoff |
 * | `"content"` | had no first content within its cutoff |
 * | `"network"` | failed before it was committed |
 * | `"status"` | had a status of `retry.statusCodes` |
 * | `"failure"` | reported a failure in its stream, before any content |
 * | `"truncated"` | ended before any content |
 * | `"refused"` | was to resume an answer, but didn't continue it exactly |
 * | `"lost"` | was hedged, and another was committed first |
 */
export type AttemptOutcome =
  | "response"
  | "ttfb"
  | "content"
  | "network"
  | "status"
  | "failure"
  | "truncated"
  | "refused"
  | "lost";

/** Why an attempt was lost: an {@linkcode AttemptOutcome} that a retry may follow. */
export type LossReason = "ttfb" | "content" | "network" | "status" | "failure" | "truncated";

/** The record of one attempt, as errors and {@linkcode timingOf} report it. */
export interface AttemptRecord {
  /** Number of the attempt, from `1`. */
  readonly attempt: number;
  /** Milliseconds that it had for its first byte, or `false` for no bound. */
  readonly cutoff: number | false;
  /** Milliseconds that it had for its first content, if a format was recognized, or `false` for no bound. */
  readonly contentCutoff?: number | false | undefined;
  /** Milliseconds from its dispatch to its outcome. */
  readonly elapsed: number;
  /** Status code, if headers came. */
  readonly status?: number | undefined;
  /** Status code of the failure in its stream, if there was one. */
  readonly failure?: number | undefined;
  /** How it ended. */
  readonly outcome: AttemptOutcome;
  /** Whether it was started while another was running. */
  readonly hedge?: boolean | undefined;
  /** Name of the policy that resumed the answer with it, if one did. */
  readonly resume?: string | undefined;
}
