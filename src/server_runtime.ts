import type { Call } from "./call.ts";
import type { FaithfulResponse, ResponseWithBody } from "./faithful_response.ts";
import { type Connection, freshConnection } from "./fresh_connection.ts";
import { frugalBody } from "./frugal_body.ts";
import type { OpenBody } from "./open_body.ts";
import type { HttpClients } from "./platform.ts";
import { typeBlobs } from "./type_blobs.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";
import { wholeBody } from "./whole_body.ts";
import { wholeResponseClass } from "./whole_response_class.ts";

/** What is done otherwise on the runtime of a server than in a browser. */
export interface ServerRuntime {
  /** Opens a connection for a re-fetch, or returns `undefined` where that is left to the pool. */
  connect(init: object, fetch?: UnderlyingFetch): Promise<Connection | undefined>;
  /** Opens a body for reading, or returns `undefined` where that is done as in a browser. */
  openBody(response: ResponseWithBody): OpenBody | undefined;
  /**
   * Makes the response to a call whose body is all in the chunk that is held, and frees that body; returns `undefined`
   * where more may follow.
   */
  whole(
    response: Response,
    body: OpenBody,
    held: readonly Uint8Array<ArrayBuffer>[],
    call: Call,
  ): Response | undefined;
}

/**
 * Creates what is done otherwise on the runtime of a server. Apart from the core,
 * so that no browser loads it.
 *
 * @param clients Where clients come from, on Deno.
 * @param bun What Bun has under its name.
 * @param Base The core's class of responses, which so need not be bundled apart.
 */
export function createServerRuntime(
  clients: HttpClients | undefined,
  bun: unknown,
  Base: typeof FaithfulResponse,
): ServerRuntime {
  const platform = { clients, isBun: !!bun };
  if (platform.isBun) typeBlobs(Base);
  const WholeResponse = wholeResponseClass(Base);
  return {
    // Where none can be had, the pool's will have to do.
    connect: (init, fetch) => freshConnection(platform, init, fetch).catch(() => undefined),
    openBody: (response) => clients ? frugalBody(response) : undefined,
    whole(response, { free }, [chunk], { signal, request: { init } }) {
      // As long as somebody may abort it, it is watched all the same.
      const body = chunk && !signal && wholeBody(response, chunk, init, platform.isBun);
      if (!body) return undefined;
      free();
      return body === chunk ? new Base(response, body) : new WholeResponse(response, body, chunk);
    },
  };
}
