interface Client {
  close(): void;
}

interface Runtime {
  readonly Deno?: { createHttpClient?(options: { http2: boolean }): Client };
}

const { Deno } = globalThis as Runtime;
// It lives as long as the process does, as the platform's own.
const shared = newClient();

/**
 * Fetches by HTTP/1.1, where the runtime can be told to: over HTTP/2, Deno takes
 * an answer that its upstream resets with `NO_ERROR` or `CANCEL` for one that is
 * complete. Elsewhere it is the platform's `fetch`.
 *
 * @param input The first argument of that.
 * @param init The second one. A `client` in it, which the library makes for a re-fetch, stands for a connection of its own.
 */
export async function http1Fetch(
  input: string | URL | Request,
  init: RequestInit & { readonly client?: unknown } = {},
): Promise<Response> {
  const own = init.client ? newClient() : undefined;
  const client = own ?? shared;
  try {
    return await fetch(input, client ? { ...init, headers: listed(init.headers), client } as RequestInit : init);
  } catch (error) {
    // workerd marks only some failures of the network as what may be tried again: behind its own fetch is nothing else.
    throw Object(error).remote ? new TypeError("Network connection failed", { cause: error }) : error;
  } finally {
    // What is under way on it goes on to its end.
    own?.close();
  }
}

function newClient(): Client | undefined {
  return Deno?.createHttpClient?.({ http2: false });
}

// Deno's Headers are dear to iterate over, as a `fetch` does that is given some.
function listed(headers: HeadersInit | undefined): HeadersInit | undefined {
  if (!(headers instanceof Headers)) return headers;
  const list: [string, string][] = [];
  headers.forEach((value, name) => list.push([name, value]));
  return list;
}
