import { type ListenOptions, type Server, urlOf } from "./server.ts";

/** Listens by `Deno.serve`. */
export function serveDeno({ hostname, port, fetch }: ListenOptions): Server {
  const server = Deno.serve({
    hostname,
    port,
    onListen() {},
    // It's called for bodies that broke off, too: the log has those already.
    onError: () => new Response(null, { status: 500 }),
  }, (request) => fetch(request));
  return { url: urlOf(hostname, server.addr.port), close: () => server.shutdown() };
}
