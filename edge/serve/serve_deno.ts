import { type ListenOptions, type Server, urlOf } from "./server.ts";

/** Listens with `Deno.serve`. */
export function serveDeno({ hostname, port, fetch }: ListenOptions): Server {
  const server = Deno.serve({
    hostname,
    port,
    onListen() {},
    // Deno also calls this for bodies that broke off, which are logged already.
    onError: () => new Response(null, { status: 500 }),
  }, (request) => fetch(request));
  return { url: urlOf(hostname, server.addr.port), close: () => server.shutdown() };
}
