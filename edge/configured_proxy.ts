import { Hono } from "hono";
import type { FetchObserver } from "../mod.ts";
import { problem } from "./answer/problem.ts";
import type { Bindings } from "./config/bindings.ts";
import { checkNames } from "./config/check_names.ts";
import { ConfigError } from "./config/config_error.ts";
import { parseConfig } from "./config/parse_config.ts";
import { readDataset } from "./config/read_dataset.ts";
import { createProxy } from "./create_proxy.ts";
import { readNamespace } from "./config/read_namespace.ts";
import { sharedProxy } from "./shared_proxy.ts";
import { analyticsLog } from "./observe/analytics_log.ts";
import { type LogLine, writeLine } from "./observe/log_line.ts";
import type { ProxyOptions } from "./options/proxy_options.ts";
import { requestLog, whenLogged } from "./observe/request_log.ts";
import type { RuntimeProxy } from "./runtime/runtime_proxy.ts";

/** Callbacks that watch a proxy, or change its options. */
export interface ProxyHooks extends Pick<ProxyOptions, "observers" | "onBreaker"> {
  /** Is called with each event of the upstream fetches. */
  onEvent?: FetchObserver | undefined;
  /** Returns options with which the proxy shares what it learns about its upstreams. */
  share?: ((options: ProxyOptions) => ProxyOptions) | undefined;
}

/**
 * Creates a proxy from its variables. If one of them is missing or invalid, the proxy answers every request with an
 * error that names it: a worker has no other way to report it.
 *
 * @param bindings The variables.
 * @param log Is called with a line for each request.
 * @param hooks Callbacks that watch the proxy.
 */
export function configuredProxy(
  bindings: Bindings,
  log: (line: LogLine) => void = writeLine,
  hooks: ProxyHooks = {},
): RuntimeProxy {
  try {
    return keepAliveUntilLogged(boundProxy(bindings, log, hooks));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { message } = error;
    return withRequestAlone(
      new Hono()
        .use(requestLog(log))
        .all("*", () => problem({ status: 500, code: "misconfigured", detail: message })),
    );
  }
}

function boundProxy(
  bindings: Bindings,
  log: (line: LogLine) => void,
  hooks: ProxyHooks,
): RuntimeProxy {
  checkNames(Object.keys(bindings));
  const dataset = readDataset(bindings.ANALYTICS);
  const namespace = readNamespace(bindings.SHARED_STATE);
  const { onEvent, share = (options) => options, ...others } = hooks;
  const parsed = parseConfig(bindings);
  const fetch = { ...parsed.fetch, onEvent };
  const options = { ...parsed, fetch, log: dataset ? analyticsLog(dataset, log) : log, ...others };
  return namespace ? sharedProxy(options, namespace) : withRequestAlone(createProxy(share(options)));
}

/** Keeps a worker alive until the request is logged: Workers stop its code as soon as its client leaves. */
function keepAliveUntilLogged(proxy: RuntimeProxy): RuntimeProxy {
  return {
    fetch(request, context) {
      const response = proxy.fetch(request, context);
      context?.waitUntil(whenLogged(request));
      return response;
    },
  };
}

/** Calls the app with the request alone: Hono would take a runtime's second argument for its own bindings. */
function withRequestAlone({ fetch }: Hono): RuntimeProxy {
  return { fetch: (request) => fetch(request) };
}
