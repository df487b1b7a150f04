import { type ClientInit, sentOnce, sentOnceByBun } from "./sent_once.ts";
import { withLength } from "./with_length.ts";

interface Client {
  close(): void;
}

interface ClientOptions {
  readonly http2: boolean;
  readonly poolMaxIdlePerHost?: number;
}

interface Runtime {
  readonly Deno?: { createHttpClient?(options: ClientOptions): Client };
  readonly Bun?: unknown;
}

const { Deno, Bun } = globalThis as Runtime;
// They live as long as the process does, as the platform's own.
const pooled = newClient();
const unpooled = newClient(0);

/**
 * Fetches by HTTP/1.1, and what can have a side effect once, where the runtime can be told to; elsewhere it's the
 * platform's `fetch`. Over HTTP/2, Deno takes an answer that its upstream resets with `NO_ERROR` or `CANCEL` for
 * a complete one.
 *
 * @param input The first argument of `fetch`.
 * @param init The second one. A `client` in it, which the library makes for a re-fetch, stands for a connection of its own.
 * @param length Bytes of the body, where they're known.
 */
export async function http1Fetch(
  input: string | URL | Request,
  init: ClientInit = {},
  length?: number,
): Promise<Response> {
  if (!pooled) {
    const sized = withLength(input, init, length);
    return await remoteFetch(input, Bun ? sentOnceByBun(input, sized) : sized);
  }
  const own = init.client ? newClient() : undefined;
  const sent = { ...init, headers: listed(init.headers), client: own ?? pooled };
  try {
    return await fetch(input, sentOnce(input, sent, length, own ?? unpooled));
  } finally {
    // What is under way on it goes on to its end.
    own?.close();
  }
}

async function remoteFetch(input: string | URL | Request, init: ClientInit): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch (error) {
    // workerd marks only some failures of the network as what may be tried again: behind its own fetch is nothing else.
    throw Object(error).remote ? new TypeError("Network connection failed", { cause: error }) : error;
  }
}

function newClient(poolMaxIdlePerHost?: number): Client | undefined {
  return Deno?.createHttpClient?.({
    http2: false,
    ...(poolMaxIdlePerHost === undefined ? {} : { poolMaxIdlePerHost }),
  });
}

// Deno's Headers are dear to iterate over, as a `fetch` does that is given some.
function listed(headers: HeadersInit | undefined): HeadersInit | undefined {
  if (!(headers instanceof Headers)) return headers;
  const list: [string, string][] = [];
  headers.forEach((value, name) => list.push([name, value]));
  return list;
}
