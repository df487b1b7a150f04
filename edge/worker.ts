import type { Hono } from "hono";
import { readBindings } from "./bindings.ts";
import { configuredProxy } from "./configured_proxy.ts";

export { SharedState } from "./shared_state.ts";

/** The proxy, configured by variables, for Cloudflare Workers, Deno Deploy and `deno serve`. */
export default { fetch: serve };

let proxy: Hono | undefined;

function serve(request: Request, bound?: unknown): Response | Promise<Response> {
  // The variables of a worker do not change while it lives.
  proxy ??= configuredProxy(readBindings(bound));
  return proxy.fetch(request);
}
