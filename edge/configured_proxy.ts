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
import { logged, requestLog } from "./observe/request_log.ts";
import type { RuntimeProxy } from "./runtime/runtime_proxy.ts";

/** Who is to know what a proxy does. */
export interface Watch extends Pick<ProxyOptions, "observers" | "onBreaker"> {
  /** Is called with each event of the fetches underneath. */
  onEvent?: FetchObserver | undefined;
}

/**
 * Creates a proxy of variables. Where one is missing or invalid, every request is
 * answered with its name, since a worker has no other way to tell.
 *
 * @param bindings The variables.
 * @param log Is given a line for each request.
 * @param watch Who else is to know what the proxy does.
 */
export function configuredProxy(
  bindings: Bindings,
  log: (line: LogLine) => void = writeLine,
  watch: Watch = {},
): RuntimeProxy {
  try {
    return untilLogged(boundProxy(bindings, log, watch));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { message } = error;
    return onRequests(
      new Hono()
        .use(requestLog(log))
        .all("*", () => problem({ status: 500, code: "misconfigured", detail: message })),
    );
  }
}

function boundProxy(
  bindings: Bindings,
  log: (line: LogLine) => void,
  watch: Watch,
): RuntimeProxy {
  checkNames(Object.keys(bindings));
  const dataset = readDataset(bindings.ANALYTICS);
  const namespace = readNamespace(bindings.SHARED_STATE);
  const { onEvent, ...others } = watch;
  const parsed = parseConfig(bindings);
  const fetch = { ...parsed.fetch, onEvent };
  const options = { ...parsed, fetch, log: dataset ? analyticsLog(dataset, log) : log, ...others };
  return namespace ? sharedProxy(options, namespace) : onRequests(createProxy(options));
}

/** Has Workers, who end with a client what its request began, live on until that is logged. */
function untilLogged(proxy: RuntimeProxy): RuntimeProxy {
  return {
    fetch(request, context) {
      const response = proxy.fetch(request, context);
      context?.waitUntil(logged(request));
      return response;
    },
  };
}

/** Keeps an app from taking what else a runtime gives for bindings of its own. */
function onRequests({ fetch }: Hono): RuntimeProxy {
  return { fetch: (request) => fetch(request) };
}
