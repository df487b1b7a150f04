import { freePort, type Server, startServer } from "../start_server.ts";
import type { ProxySetup } from "./proxy.ts";

/**
 * Starts Hono's `proxy()` on Deno or Node. It knows one upstream, no cutoff and no second attempt.
 *
 * @param node Node's executable; without it Deno runs it.
 */
export function startHono({ upstreams: [upstream = ""] }: ProxySetup, node?: string): Promise<Server> {
  const port = freePort();
  const main = [`${import.meta.dirname}/hono_proxy_main.ts`, upstream, String(port)];
  return startServer(node ?? Deno.execPath(), { args: node ? main : ["run", "-A", ...main], port });
}
