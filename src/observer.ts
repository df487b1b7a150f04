/** What an `onEvent` observer is told; `attempt` counts from `1`, times are milliseconds. */
export type FetchObserverEvent =
  | {
    /** An attempt is dispatched. */
    readonly type: "attempt";
    readonly attempt: number;
    /** Time until its first byte is given up on. */
    readonly cutoff: number | false;
    /** Whether it was given a connection of its own. */
    readonly fresh: boolean;
  }
  | {
    /** An attempt's first byte is in, or its headers where there is no body to wait for. */
    readonly type: "firstbyte";
    readonly attempt: number;
    /** Time since its dispatch. */
    readonly elapsed: number;
    readonly status: number;
  }
  | {
    /** An attempt was lost, and another follows. */
    readonly type: "retry";
    readonly attempt: number;
    readonly reason: "ttfb" | "network" | "status";
    /** Time until the next dispatch. */
    readonly delay: number;
    /** What was thrown, unless the reason is `"status"`. */
    readonly error?: unknown;
    /** Status code, if headers came. */
    readonly status?: number;
  }
  | {
    /** The stream made no progress for `cutoff`, and is about to err. */
    readonly type: "stale";
    readonly attempt: number;
    readonly cutoff: number;
  }
  | {
    /** The body ended, or was cancelled by its reader. */
    readonly type: "end";
    readonly attempt: number;
    readonly cancelled: boolean;
  }
  | {
    /** The call, or the body that it returned, failed. */
    readonly type: "error";
    readonly attempt: number;
    readonly error: unknown;
  };

/** A function that watches requests. What it throws or rejects with is dropped. */
export type FetchObserver = (event: FetchObserverEvent) => unknown;

/** Tells an observer, which can never break the request it watches. */
export function notify(observer: FetchObserver | undefined, event: FetchObserverEvent): void {
  try {
    const result = observer?.(event);
    // An async observer fails later, where nobody else would catch it.
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // As promised.
  }
}
