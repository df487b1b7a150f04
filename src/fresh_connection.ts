import type { Platform } from "./platform.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/** A connection of its own for one attempt. */
export interface Connection {
  /** What makes `fetch` use it. */
  readonly init: object;
  /** Frees it, once what is under way on it has ended. */
  close?(): unknown;
}

/**
 * Opens a connection that nothing else uses, where the runtime has a way: an
 * aborted HTTP/2 stream leaves its connection in the pool, dead or not, and the
 * next request to that origin would be put on it. Over HTTP/1.1 it would be put
 * on the next idle one, which may be as dead.
 *
 * | runtime | a re-fetch |
 * | --- | --- |
 * | Deno | gets a client of its own |
 * | Node | gets an agent like the platform's own |
 * | Bun | is kept from the pool |
 * | browsers, Workers | is left to the platform's pool |
 *
 * A `client` or `dispatcher` of the caller's, with its certificates or proxy, is
 * kept: it cannot be opened a second time.
 *
 * @param platform The runtime's.
 * @param init The caller's `init`.
 * @param fetch The caller's `fetch`, if it has one: an agent of the platform's may be none of its own.
 * @returns The connection, or `undefined` where there is no way.
 */
export async function freshConnection(
  { clients, isBun }: Platform,
  init: object,
  fetch?: UnderlyingFetch,
): Promise<Connection | undefined> {
  if ("client" in init || "dispatcher" in init) return undefined;
  if (isBun) return { init: { keepalive: false } };
  if (!fetch && !clients) return (await import("./node_agent.ts")).nodeAgent();
  const client = clients?.createHttpClient?.({});
  return client && { init: { client }, close: () => client.close() };
}
