import { TimeoutError } from "../../mod.ts";
import type { RequestRecord } from "../observe/request_record.ts";
import type { AttemptSummary } from "../attempts/attempts.ts";
import { describeFailure, networkFailure } from "../dispatch/network_failure.ts";
import { StatusError } from "../dispatch/status_error.ts";
import type { UpstreamError } from "../dispatch/upstream_error.ts";
import type { Outcome } from "../observe/log_line.ts";
import { ShutdownError } from "./shutdown_error.ts";
import { finalStatus } from "./final_status.ts";
import { problem, type ProblemOptions } from "./problem.ts";
import { setTimingHeaders } from "./timing_headers.ts";

/**
 * Creates the response to a request that no upstream answered, and ends its record.
 *
 * @param error Why no upstream answered.
 * @param record The record of the request.
 * @returns The response.
 */
export function answerFailure({ cause }: UpstreamError, record: RequestRecord): Response {
  record.unreachable = isUnreachable(cause) ? networkFailure(cause) : undefined;
  record.end(outcomeOf(cause));
  const described = describe(cause, record.attempts?.summaries ?? []);
  const response = problem({ ...described, status: finalStatus(described.status, record.userAgent, record.path) });
  if (record.attempts) setTimingHeaders(response.headers, record.attempts);
  return response;
}

function isUnreachable(cause: unknown): boolean {
  return outcomeOf(cause) === "unreachable" && !(cause instanceof StatusError);
}

function outcomeOf(cause: unknown): Outcome {
  if (cause instanceof ShutdownError) return "shut_down";
  return cause instanceof TimeoutError ? "timeout" : "unreachable";
}

function describe(cause: unknown, attempts: readonly AttemptSummary[]): ProblemOptions {
  if (cause instanceof TimeoutError) {
    return { status: 504, code: "upstream_timeout", detail: cause.message };
  }
  if (cause instanceof ShutdownError) return { status: 503, code: "shutting_down", detail: cause.message };
  const all = attempts.length > 1 ? `${attempts.length} attempts` : "1 attempt";
  if (cause instanceof StatusError) {
    return { status: 502, code: "upstream_invalid", detail: `${cause.message}, in ${all}` };
  }
  // Other attempts may have got an answer whose status is retried.
  const which = attempts.every(({ outcome }) => outcome === "network") ? all : `the last of ${all}`;
  const why = describeFailure(networkFailure(cause));
  return { status: 502, code: "upstream_unreachable", detail: `Upstream could not be reached in ${which}${why}` };
}
