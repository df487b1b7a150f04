import type { Call } from "./call.ts";
import type { FaithfulResponse, ResponseWithBody } from "./faithful_response.ts";
import { type Connection, freshConnection } from "./fresh_connection.ts";
import { frugalBody } from "./frugal_body.ts";
import type { OpenBody } from "./open_body.ts";
import type { HttpClients } from "./platform.ts";
import { wholeBody } from "./whole_body.ts";
import { wholeResponseClass } from "./whole_response_class.ts";

/** What is done otherwise on the runtime of a server than in a browser. */
export interface ServerRuntime {
  /** Opens a connection for a re-fetch, or returns `undefined` where that is left to the pool. */
  freshConnection(init: object, fetch?: unknown): Promise<Connection | undefined>;
  /** Opens a body for reading, or returns `undefined` where that is done as in a browser. */
  frugalBody(response: ResponseWithBody): OpenBody | undefined;
  /**
   * Makes the response to a call whose body is all in the chunk that is held, and frees that body; returns `undefined`
   * where more may follow.
   */
  wholeResponse(
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
  const WholeResponse = wholeResponseClass(Base);
  return {
    // Where none can be had, the pool's will have to do.
    freshConnection: (init, fetch) => freshConnection(platform, init, fetch).catch(() => undefined),
    frugalBody: (response) => clients ? frugalBody(response) : undefined,
    wholeResponse(response, { free }, [chunk], { signal, request: { init } }) {
      // As long as somebody may abort it, it is watched all the same.
      const body = chunk && !signal && wholeBody(response, chunk, init, platform.isBun);
      if (!body) return undefined;
      free();
      return body === chunk ? new Base(response, body) : new WholeResponse(response, body, chunk);
    },
  };
}
