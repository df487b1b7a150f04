import { createProxy } from "../../edge/create_proxy.ts";
import { CONTENT_TIMEOUT, MIN_DELAY, TTFB_TIMEOUT } from "./scale.ts";

/** A proxy on a port of its own. */
export interface DemoProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
}

/**
 * Starts the proxy before an upstream.
 *
 * @param upstream The upstream's base URL.
 * @param allowedOrigins Whose pages may read its answers.
 */
export function startProxy(upstream: string, allowedOrigins: readonly string[] = []): DemoProxy {
  const fetch = { ttfbTimeout: TTFB_TIMEOUT, contentTimeout: CONTENT_TIMEOUT, retry: { minDelay: MIN_DELAY } };
  const app = createProxy({ upstreams: upstream, fetch, allowedOrigins, log: () => {} });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => app.fetch(request));
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
