import { createProxy } from "./create_proxy.ts";
import type { ProxyOptions } from "./options/proxy_options.ts";
import type { RuntimeProxy } from "./runtime/runtime_proxy.ts";
import { sharedOptions } from "./sharing/shared_options.ts";
import { DurablePlace, type StateNamespace } from "./sharing/durable_place.ts";

/**
 * Creates a proxy that shares what it learns about the upstreams with the other isolates of its Worker. No answer waits
 * for the exchange.
 *
 * @param options The proxy's options.
 * @param namespace The binding of the Durable Object that the isolates share.
 */
export function sharedProxy(options: ProxyOptions, namespace: StateNamespace): RuntimeProxy {
  const shared = sharedOptions(options);
  const app = createProxy(shared.options);
  return {
    async fetch(request, context) {
      const response = await app.fetch(request);
      const exchanged = context && shared.exchange.begin(new DurablePlace(namespace, placeOf(request)));
      if (exchanged) context.waitUntil(exchanged);
      return response;
    },
  };
}

/** Returns the data centre. An upstream that is slow from one may be fast from another. */
function placeOf(request: Request): string {
  const { cf } = request as { cf?: { colo?: unknown } };
  return typeof cf?.colo === "string" ? cf.colo : "anywhere";
}
