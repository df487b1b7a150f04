import { TimeoutError, TruncatedError } from "../../mod.ts";
import type { ProblemCode } from "./problem.ts";
import { ShutdownError } from "./shutdown_error.ts";

/** What a client is told of a stream that broke. */
export interface BreakWords {
  readonly code: ProblemCode;
  readonly message: string;
  /** The status that a client may make of it. */
  readonly status: number;
}

/** Says why a stream broke. */
export function breakWords(cause: unknown): BreakWords {
  if (cause instanceof ShutdownError) return { code: "shutting_down", message: cause.message, status: 503 };
  if (cause instanceof TimeoutError) {
    const code = cause.phase === "stale" ? "upstream_stale" : "upstream_timeout";
    return { code, message: cause.message, status: 504 };
  }
  const how = cause instanceof TruncatedError ? "ended its answer early" : "broke off in the middle of its answer";
  return { code: "upstream_broken", message: `Upstream ${how}: what came is incomplete`, status: 502 };
}
