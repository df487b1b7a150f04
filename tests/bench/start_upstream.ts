import { currentNode } from "../runtimes/binaries.ts";
import { freePort, startServer } from "./start_server.ts";

/** The benchmarks' upstream, in a process of its own. */
export interface BenchUpstream extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  /** Returns how many chat requests came from each contender. */
  requests(): Promise<Record<string, number>>;
}

/** Starts the upstream on the current Node, or on Deno where that is not to be had. */
export async function startUpstream(): Promise<BenchUpstream> {
  const node = currentNode();
  const port = freePort();
  const main = [`${import.meta.dirname}/upstream_main.ts`, String(port)];
  const server = await startServer(node ?? Deno.execPath(), { args: node ? main : ["run", "-A", ...main], port });
  return {
    url: server.url,
    requests: async () => await (await fetch(`${server.url}/requests`)).json(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
