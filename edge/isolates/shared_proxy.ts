import { createProxy } from "../create_proxy.ts";
import type { ProxyOptions } from "../proxy_options.ts";
import { shareState } from "./share_state.ts";
import type { StateNamespace } from "./state_exchange.ts";

/** What a worker is given beside a request. */
export interface WorkerContext {
  /** Keeps the worker alive until a promise is settled, though its request be answered. */
  waitUntil(promise: Promise<unknown>): void;
}

/** A proxy as a runtime calls it. */
export interface ConfiguredProxy {
  fetch(request: Request, context?: WorkerContext): Response | Promise<Response>;
}

/**
 * Creates a proxy that shares with the other isolates of its Worker what it knows
 * of the upstreams: beside its answers, never before them.
 *
 * @param options The proxy's.
 * @param namespace Binding of the Durable Object that is shared.
 */
export function sharedProxy(options: ProxyOptions, namespace: StateNamespace): ConfiguredProxy {
  const shared = shareState(options, namespace);
  const app = createProxy(shared.options);
  return {
    async fetch(request, context) {
      const response = await app.fetch(request);
      const exchanged = context && shared.exchange.begin(placeOf(request));
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
