import type { LossReason } from "./attempt_record.ts";

/** What happened to an attempt; times are milliseconds. */
export type FetchEventDetail =
  | {
    /** An attempt is dispatched. */
    readonly type: "attempt";
    /** Whether it is watched for its first byte; a request that `guard` refuses isn't. */
    readonly guarded: boolean;
    /** Time that it has for its first byte. */
    readonly cutoff: number | false;
    /** Time that it has for its first content, where a format was recognized. */
    readonly contentCutoff?: number | false | undefined;
    /** Name of the format that was recognized. */
    readonly format?: string | undefined;
    /** Whether it has a connection of its own. */
    readonly fresh: boolean;
    /** Whether another still runs. */
    readonly hedge?: boolean | undefined;
    /** Name of the policy by which it resumes the answer, if it does. */
    readonly resume?: string | undefined;
  }
  | {
    /** The first byte of an attempt is in; its headers, where those are all that is waited for. */
    readonly type: "firstbyte";
    /** Time since its dispatch. */
    readonly elapsed: number;
    readonly status: number;
  }
  | {
    /** The first content of an attempt is in, where a format was recognized: it's committed. */
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
    /** The status code, if headers came; of a `"failure"`, the status that it stands for. */
    readonly status?: number | undefined;
  }
  | {
    /** The answer broke off, and is about to be resumed. */
    readonly type: "resume";
    /** Name of the policy. */
    readonly policy: string;
    /** Time until the next dispatch. */
    readonly delay: number;
    /** What the answer broke off with. */
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

/** What an `onEvent` observer is called with. */
export type FetchObserverEvent =
  & {
    /** Id of the call, the same in all its events. */
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
 * Calls a function that can't break the request it watches.
 *
 * @param observer The function, if there is one.
 * @param news What it's called with.
 */
export function notify<T>(observer: ((news: T) => unknown) | undefined, news: T): void {
  try {
    // An async observer fails later, where nobody else would catch it.
    (observer?.(news) as Promise<unknown> | undefined)?.catch?.(() => {});
  } catch {
    // As promised.
  }
}
