import { serveDeno } from "./serve_deno.ts";
import { serveNode } from "./serve_node.ts";
import type { ListenOptions, Server } from "./server.ts";

/**
 * Listens with the runtime's own server. On Bun, it uses Node's: Bun's drops the length of a stream, so that a stream
 * that breaks off would look complete.
 *
 * @param options Where to listen, and what answers.
 * @returns The server.
 * @throws {Error} If the port or the address can't be listened on.
 */
export async function listen(options: ListenOptions): Promise<Server> {
  return "Deno" in globalThis ? serveDeno(options) : await serveNode(options);
}
