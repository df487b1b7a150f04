import type { Platform } from "./connection.ts";
import type { ResponseWithBody } from "./faithful_response.ts";
import { type Connection, freshConnection } from "./fresh_connection.ts";
import { frugalBody } from "./frugal_body.ts";
import type { OpenBody } from "./open_body.ts";
import { wholeBody } from "./whole_body.ts";

/** What is done otherwise on the runtime of a server than in a browser. */
export interface ServerRuntime {
  /** Opens a connection for a re-fetch, or returns `undefined` where that is left to the pool. */
  freshConnection(init: object, fetch?: unknown): Promise<Connection | undefined>;
  /** Opens a body for reading, or returns `undefined` where that is done as in a browser. */
  frugalBody(response: ResponseWithBody): OpenBody | undefined;
  /** Makes a body of a chunk, or returns `undefined` where more may follow. */
  wholeBody(response: Response, chunk: Uint8Array<ArrayBuffer>, init: object): BodyInit | undefined;
}

/** Fits it to a platform. Apart from the core, so that no browser loads it. */
export function serverRuntime(platform: Platform): ServerRuntime {
  return {
    freshConnection: (init, fetch) => freshConnection(platform, init, fetch),
    frugalBody: (response) => platform.isDeno ? frugalBody(response) : undefined,
    wholeBody: (response, chunk, init) => wholeBody(response, chunk, init, platform.isBun),
  };
}
