import type { LossReason } from "./attempt_record.ts";

/** What happened to an attempt. Times are in milliseconds. */
export type FetchEventDetail =
  | {
    /** An attempt is dispatched. */
    readonly type: "attempt";
    /** Whether it's watched for its first byte, as `guard` decided. */
    readonly guarded: boolean;
    /** Time that it has for its first byte. */
    readonly cutoff: number | false;
    /** Time that it has for its first content, if a format was recognized. */
    readonly contentCutoff?: number | false | undefined;
    /** Name of the format that was recognized. */
    readonly format?: string | undefined;
    /** Whether it has its own connection. */
    readonly fresh: boolean;
    /** Whether another is running. */
    readonly hedge?: boolean | undefined;
    /** Name of the policy that resumes the answer with it, if one does. */
    readonly resume?: string | undefined;
  }
  | {
    /** The first byte of an attempt has come; or its headers, if only those are waited for. */
    readonly type: "firstbyte";
    /** Time since its dispatch. */
    readonly elapsed: number;
    readonly status: number;
  }
  | {
    /** The first content of an attempt has come, which commits it. Only if a format was recognized. */
    readonly type: "content";
    /** Time since its dispatch. */
    readonly elapsed: number;
  }
  | {
    /** An attempt was lost, and another follows. */
    readonly type: "retry";
    readonly reason: LossReason;
    /** Time until the next dispatch. */
    readonly delay: number;
    /** What was thrown, if anything was. */
    readonly error?: unknown;
    /** The status code, if headers came; for a `"failure"`, the status code that it stands for. */
    readonly status?: number | undefined;
  }
  | {
    /** The answer broke off, and will be resumed. */
    readonly type: "resume";
    /** Name of the policy. */
    readonly policy: string;
    /** Time until the next dispatch. */
    readonly delay: number;
    /** The error that the answer broke off with. */
    readonly error: unknown;
  }
  | {
    /** An attempt beside others is over: another was committed first, or it failed and none takes its place. */
    readonly type: "lost";
    /** Time since its dispatch. */
    readonly elapsed: number;
  }
  | {
    /** The stream made no progress for `cutoff`; it errors, or is resumed. */
    readonly type: "stale";
    readonly cutoff: number;
  }
  | {
    /** The body ended, or its reader cancelled it before its last event. */
    readonly type: "end";
    readonly cancelled: boolean;
  }
  | {
    /** The call, or the body that it returned, failed. */
    readonly type: "error";
    readonly error: unknown;
  };

/** Argument of an `onEvent` observer. */
export type FetchObserverEvent =
  & {
    /** Id of the call, the same in all of its events. */
    readonly id: string;
    /** Method of the request. */
    readonly method: string;
    /** URL of the request, without its query, which may hold a key. */
    readonly url: string;
    /** Number of the attempt, from `1`; `0` in an `error` before the first one. */
    readonly attempt: number;
  }
  & FetchEventDetail;

/** A function that watches requests. What it throws or rejects with is dropped. */
export type FetchObserver = (event: FetchObserverEvent) => unknown;

/**
 * Calls a function, and drops its error so that it can't break the request.
 *
 * @param observer The function, if there is one.
 * @param news Its argument.
 */
export function notify<T>(observer: ((news: T) => unknown) | undefined, news: T): void {
  try {
    // The rejection of an async observer would be unhandled.
    (observer?.(news) as Promise<unknown> | undefined)?.catch?.(() => {});
  } catch {
    // Dropped, as documented.
  }
}
