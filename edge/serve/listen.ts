import { serveDeno } from "./serve_deno.ts";
import { serveNode } from "./serve_node.ts";
import type { ListenOptions, Server } from "./server.ts";

/**
 * Listens by the server of the runtime; on Bun by Node's, since its own forgets the length of a stream, and one that
 * falls short of it would look complete.
 *
 * @throws {Error} If nobody can listen there.
 */
export async function listen(options: ListenOptions): Promise<Server> {
  return "Deno" in globalThis ? serveDeno(options) : await serveNode(options);
}
