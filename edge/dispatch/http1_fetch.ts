import { type ClientInit, withoutBunRetry, withoutDenoRetry } from "./without_runtime_retry.ts";
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
// Never closed: they live as long as the process, like the platform's own client.
const pooled = newClient();
const unpooled = newClient(0);

/**
 * Calls the platform's `fetch`, over HTTP/1.1 on Deno, and without the retries that Deno and Bun make by themselves.
 *
 * Over HTTP/2, Deno takes an answer that its upstream resets with `NO_ERROR` or `CANCEL` for a complete one.
 *
 * @param input The first argument of `fetch`.
 * @param init The second argument of `fetch`. The library puts a `client` into it to get a fresh connection.
 * @param length Length of the body in bytes, if it's known.
 * @returns The response.
 */
export async function http1Fetch(
  input: string | URL | Request,
  init: ClientInit = {},
  length?: number,
): Promise<Response> {
  if (!pooled) {
    const sized = withLength(input, init, length);
    return await remoteFetch(input, Bun ? withoutBunRetry(input, sized) : sized);
  }
  const own = init.client ? newClient() : undefined;
  const sent = { ...init, headers: toList(init.headers), client: own ?? pooled };
  try {
    return await fetch(input, withoutDenoRetry(input, sent, length, own ?? unpooled));
  } finally {
    // A closed client finishes its request, and accepts no new ones.
    own?.close();
  }
}

async function remoteFetch(input: string | URL | Request, init: ClientInit): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch (error) {
    // An error that workerd marks as `remote` is a failure of the network, even if it isn't marked as `retryable`.
    throw Object(error).remote ? new TypeError("Network connection failed", { cause: error }) : error;
  }
}

function newClient(poolMaxIdlePerHost?: number): Client | undefined {
  return Deno?.createHttpClient?.({
    http2: false,
    ...(poolMaxIdlePerHost === undefined ? {} : { poolMaxIdlePerHost }),
  });
}

// Deno's `Headers` are slow to iterate over, which `fetch` does.
function toList(headers: HeadersInit | undefined): HeadersInit | undefined {
  if (!(headers instanceof Headers)) return headers;
  const list: [string, string][] = [];
  headers.forEach((value, name) => list.push([name, value]));
  return list;
}
