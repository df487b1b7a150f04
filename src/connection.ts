import { FaithfulResponse } from "./faithful_response.ts";
import type { Platform } from "./platform.ts";
import type { ServerRuntime } from "./server_runtime.ts";

interface Runtime {
  readonly Deno?: { createHttpClient?(options: object): { close(): void } };
  readonly Bun?: unknown;
  readonly process?: unknown;
}

/**
 * What the runtime of a server does otherwise than a browser, which no browser
 * loads. Until it is loaded, and where it cannot be, all is done as in a browser:
 * nothing waits for it. No other file looks for the globals of a runtime.
 */
export let serverRuntime: ServerRuntime | undefined;

const { Deno, Bun, process } = globalThis as Runtime;
if (process) {
  const platform: Platform = {
    isDeno: !!Deno,
    isBun: !!Bun,
    createClient: (options) => Deno?.createHttpClient?.(options),
  };
  import("./server_runtime.ts").then((loaded) => serverRuntime = loaded.serverRuntime(platform, FaithfulResponse))
    .catch(() => {});
}
