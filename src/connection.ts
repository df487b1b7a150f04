/** A connection of its own for one attempt. */
export interface Connection {
  /** What makes `fetch` use it. */
  readonly init: object;
  /** Frees it. */
  close(): void;
}

interface DenoHttp {
  createHttpClient?(options: object): { close(): void };
}

/**
 * Opens a connection pool that nothing else uses, where the runtime has a way:
 * an aborted HTTP/2 stream leaves its connection in the pool, dead or not, and
 * the next request to that origin would be put on it.
 *
 * | runtime | a re-fetch |
 * | --- | --- |
 * | Deno | gets a client of its own, closed with its body |
 * | Node, Bun over HTTP/1.1 | cannot get the aborted socket: it was destroyed |
 * | browsers, Workers | is left to the platform's pool |
 *
 * A `client` or `dispatcher` of the caller's, with its certificates or proxy, is
 * kept: it cannot be opened a second time.
 *
 * @param init The caller's `init`.
 * @returns The connection, or `undefined` where there is no way.
 */
export function freshConnection(init: object): Connection | undefined {
  const deno = (globalThis as { Deno?: DenoHttp }).Deno;
  const { client: own, dispatcher } = init as { client?: unknown; dispatcher?: unknown };
  if (!deno?.createHttpClient || own || dispatcher) return undefined;
  const client = deno.createHttpClient({});
  return { init: { client }, close: () => client.close() };
}
