import { createProxy } from "./create_proxy.ts";
import type { ProxyOptions } from "./options/proxy_options.ts";
import type { RuntimeProxy } from "./runtime/runtime_proxy.ts";
import { sharedOptions } from "./isolates/shared_options.ts";
import { DurablePlace, type StateNamespace } from "./isolates/durable_place.ts";

/**
 * Creates a proxy that shares with the other isolates of its Worker what it knows
 * of the upstreams: beside its answers, never before them.
 *
 * @param options The proxy's.
 * @param namespace Binding of the Durable Object that is shared.
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

/** Names the data centre: an upstream that is slow from another may be fast from here. */
function placeOf(request: Request): string {
  const { cf } = request as { cf?: { colo?: unknown } };
  return typeof cf?.colo === "string" ? cf.colo : "anywhere";
}
