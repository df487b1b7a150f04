import { currentNode } from "../runtimes/binaries.ts";
import { startServer } from "./start_server.ts";

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
  const main = `${import.meta.dirname}/upstream_main.ts`;
  const server = await startServer(node ?? Deno.execPath(), node ? [main] : ["run", "-A", main]);
  const url = `http://127.0.0.1:${server.line}`;
  return {
    url,
    requests: async () => await (await fetch(`${url}/requests`)).json(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
