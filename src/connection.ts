import { FaithfulResponse } from "./faithful_response.ts";
import type { HttpClients } from "./platform.ts";
import type { ServerRuntime } from "./server_runtime.ts";

interface Runtime {
  readonly Deno?: HttpClients;
  readonly Bun?: unknown;
  readonly process?: unknown;
}

/**
 * What the runtime of a server does otherwise than a browser, which no browser
 * loads. Until it is loaded, and where it cannot be, all is done as in a browser:
 * nothing waits for it. No other file looks for `Deno`, `Bun` or `process`.
 */
export let serverRuntime: ServerRuntime | undefined;

const { Deno, Bun, process } = globalThis as Runtime;
if (process) {
  import("./server_runtime.ts")
    .then((loaded) => serverRuntime = loaded.createServerRuntime(Deno, Bun, FaithfulResponse))
    .catch(() => {});
}
