import type { Failover } from "./failover.ts";

type PlatformFetch = typeof globalThis.fetch;

/** Error of an upstream whose answer has a status that cannot be sent on; to a client it is as if it had not answered. */
export class StatusError extends TypeError {
  /**
   * Constructs a new {@linkcode StatusError} instance.
   *
   * @param status The status.
   */
  constructor(status: number) {
    super(`Upstream answered with status ${status}: expected one from 200 to 599`);
    this.name = "StatusError";
  }
}

/** What the library's `fetch` hands down to the one underneath, as all that it does not know in its `init`. */
export interface Handed {
  /** Leads the request's attempts, if there is a choice. */
  readonly failover?: Failover;
}

/**
 * Makes the `fetch` underneath the library's: one for all requests of a proxy,
 * since what is known of an origin is kept by it.
 *
 * @param fetch The one that sends; by default the platform's.
 * @param failing Statuses that are sent again.
 */
export function upstreamFetch(fetch: PlatformFetch | undefined, failing: readonly number[]): PlatformFetch {
  return async (input, { failover, ...init }: RequestInit & Handed = {}) => {
    // Read before anything is waited for: of several attempts at once, each has its own.
    const hop = failover?.hop;
    const response = await (fetch ?? globalThis.fetch)(input, init);
    const { status } = response;
    if (status < 200 || status > 599) {
      await response.body?.cancel();
      throw new StatusError(status);
    }
    return hop && failing.includes(status) ? failover.answer(hop, response) : response;
  };
}
