import { readBindings } from "./config/bindings.ts";
import { configuredProxy } from "./configured_proxy.ts";
import type { RuntimeProxy, WorkerContext } from "./runtime/runtime_proxy.ts";

export { SharedState } from "./sharing/shared_state.ts";

/** The proxy, configured by variables, for Cloudflare Workers, Deno Deploy and `deno serve`. */
export default { fetch: serve };

let proxy: RuntimeProxy | undefined;

function serve(request: Request, bound?: unknown, context?: WorkerContext): Response | Promise<Response> {
  // Created once: the variables of a worker don't change while it lives.
  proxy ??= configuredProxy(readBindings(bound));
  return proxy.fetch(request, context);
}
