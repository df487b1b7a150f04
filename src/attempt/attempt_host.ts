import type { AttemptRecord } from "../outcome/attempt_record.ts";
import type { FetchEventDetail } from "../outcome/observer.ts";
import type { TimeoutError, TimeoutPhase } from "../outcome/timeout_error.ts";
import type { TruncatedError } from "../outcome/truncated_error.ts";
import type { Format } from "../formats/format.ts";
import type { ResolvedOptions } from "../options/fetch_options.ts";
import type { CallRequest } from "../request/call_request.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

/** An event, and the number of the attempt that it's about. */
export type AttemptEvent = FetchEventDetail & { readonly attempt: number };

/** The call that an attempt belongs to, as far as attempts know it. */
export interface AttemptHost {
  readonly options: ResolvedOptions;
  /** Whether attempts are watched for their first byte, and may be followed by another. */
  readonly guarded: boolean;
  /** The format that recognizes the request, if one does. */
  readonly format: Format | undefined;
  /** Aborts when the call is to end, whatever the attempt: by the caller, or by the total time. */
  readonly signal: AbortSignal | undefined;
  /** When the call began, on the clock of `performance`. */
  readonly began: number;
  /** The attempts that have an outcome, in order. */
  readonly attempts: readonly AttemptRecord[];
  /** The request, of which attempts send copies. */
  readonly request: CallRequest;
  /** Number of the attempt that was started last, from `1`. */
  started: number;
  /** What the last lost attempt failed with. */
  cause: unknown;
  /** Returns what an attempt sends. */
  requestOf(attempt: number): CallRequest;
  /** Remembers the signal of a dispatch, by which a call that the `fetch` underneath makes is known. */
  begin(dispatch: AbortSignal): void;
  /** Calls the caller's observer, if there is one. */
  tell(event: AttemptEvent): void;
  /** Adds an attempt, and the request that it sent, to the records. */
  record(record: AttemptRecord, request: FetchRequest): void;
  /** Creates the error of a clock that ran out. */
  timeoutError(phase: TimeoutPhase, cutoff: number): TimeoutError;
  /** Creates the error of a stream that ended early. */
  truncatedError(format: string, bytes: number, lastEvent: string | undefined): TruncatedError;
  /** Ends the call. Nothing more of the answer comes. */
  close(): void;
}
