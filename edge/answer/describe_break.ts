import { TimeoutError, TruncatedError } from "../../mod.ts";
import type { ProblemCode } from "./problem.ts";
import { ShutdownError } from "./shutdown_error.ts";

/** Describes to a client why its stream broke. */
export interface BreakDescription {
  readonly code: ProblemCode;
  readonly message: string;
  /** Status code that a client may report for it. */
  readonly status: number;
}

/** Describes why a stream broke, by the error that it broke with. */
export function describeBreak(cause: unknown): BreakDescription {
  if (cause instanceof ShutdownError) return { code: "shutting_down", message: cause.message, status: 503 };
  if (cause instanceof TimeoutError) {
    const code = cause.phase === "stale" ? "upstream_stale" : "upstream_timeout";
    return { code, message: cause.message, status: 504 };
  }
  const how = cause instanceof TruncatedError ? "ended its answer early" : "broke off in the middle of its answer";
  return { code: "upstream_broken", message: `Upstream ${how}: what came is incomplete`, status: 502 };
}
