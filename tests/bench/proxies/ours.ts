import { proxyFile } from "../../edge/fixtures/proxy_file.ts";
import { freePort, type Server, startServer } from "../start_server.ts";
import { endingWith, type ProxySetup } from "./proxy.ts";

// Statuses that pass, as an operator would list them.
const STATUSES = "429,500,502,503,504,529";
const MOUNT = "api";

/** Starts this repository's proxy on Deno, as `deno task serve` does. */
export async function startOnDeno(setup: ProxySetup): Promise<Server> {
  const port = freePort();
  const main = new URL("../../../edge/cli/proxy.ts", import.meta.url).pathname;
  const args = ["run", "--allow-net", "--allow-env", "--unstable-no-legacy-abort", main];
  return mounted(await startServer(Deno.execPath(), { args, env: variables(setup, port), port }), setup);
}

/** Starts the file that `deno task build` writes, on Node. */
export async function startOnNode(node: string, setup: ProxySetup): Promise<Server> {
  const port = freePort();
  const file = await proxyFile();
  const server = await startServer(node, { args: [file.path], env: variables(setup, port), port });
  return mounted(endingWith(server, () => file[Symbol.asyncDispose]()), setup);
}

function variables({ upstreams, cutoff, attempts }: ProxySetup, port: number): Record<string, string> {
  const seconds = String(cutoff / 1_000);
  return {
    PORT: String(port),
    ...upstreams.length > 1
      ? { UPSTREAMS: JSON.stringify({ [MOUNT]: upstreams }) }
      : { UPSTREAM_URL: upstreams[0] ?? "" },
    TTFB_TIMEOUT_SECONDS: seconds,
    CONTENT_TIMEOUT_SECONDS: seconds,
    STALE_TIMEOUT_SECONDS: seconds,
    MAX_ATTEMPTS: String(attempts),
    RETRY_STATUSES: STATUSES,
    // One fault is to say nothing of the next.
    BREAKER_FAILURES: "0",
  };
}

function mounted(server: Server, { upstreams }: ProxySetup): Server {
  return upstreams.length > 1 ? { ...server, url: `${server.url}/${MOUNT}` } : server;
}
