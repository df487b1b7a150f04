import type { LossReason } from "./errors.ts";

/** What happened to an attempt; times are milliseconds. */
export type FetchEventDetail =
  | {
    /** An attempt is dispatched. */
    readonly type: "attempt";
    /** Time until its first byte is given up on. */
    readonly cutoff: number | false;
    /** Whether it was given a connection of its own. */
    readonly fresh: boolean;
    /** Whether another still runs. */
    readonly hedge?: boolean | undefined;
  }
  | {
    /** An attempt's first byte is in; its headers, where there is no body or the request is not guarded. */
    readonly type: "firstbyte";
    /** Time since its dispatch. */
    readonly elapsed: number;
    readonly status: number;
  }
  | {
    /** An attempt was lost, and another follows. */
    readonly type: "retry";
    readonly reason: LossReason;
    /** Time until the next dispatch. */
    readonly delay: number;
    /** What was thrown, unless the reason is `"status"`. */
    readonly error?: unknown;
    /** Status code, if headers came. */
    readonly status?: number | undefined;
  }
  | {
    /** An attempt beside others is over: another had the first byte, or it failed and none takes its place. */
    readonly type: "lost";
    /** Time since its dispatch. */
    readonly elapsed: number;
  }
  | {
    /** The stream made no progress for `cutoff`, and is about to err. */
    readonly type: "stale";
    readonly cutoff: number;
  }
  | {
    /** The body ended, a small one perhaps before anyone read it; or its reader cancelled it. */
    readonly type: "end";
    readonly cancelled: boolean;
  }
  | {
    /** The call, or the body that it returned, failed. */
    readonly type: "error";
    readonly error: unknown;
  };

/**
 * What an `onEvent` observer is told: the number of an attempt, from `1`, and what
 * happened to it; `0` in an `error` before the first one.
 */
export type FetchObserverEvent = { readonly attempt: number } & FetchEventDetail;

/** A function that watches requests. What it throws or rejects with is dropped. */
export type FetchObserver = (event: FetchObserverEvent) => unknown;

/** Tells an observer something; it can never break the request it watches. */
export function notify<T>(observer: ((news: T) => unknown) | undefined, news?: T): void {
  try {
    // An async observer fails later, where nobody else would catch it.
    (observer?.(news as T) as Promise<unknown> | undefined)?.catch(() => {});
  } catch {
    // As promised; or what it returned is no promise.
  }
}
