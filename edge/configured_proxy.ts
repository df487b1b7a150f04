import { Hono } from "hono";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config_error.ts";
import { createProxy } from "./create_proxy.ts";
import { parseConfig } from "./parse_config.ts";
import { problem } from "./problem.ts";
import { type LogLine, requestLog } from "./request_log.ts";

/**
 * Creates a proxy of variables. Where one is missing or invalid, every request is
 * answered with its name, since a worker has no other way to tell.
 *
 * @param bindings The variables.
 * @param log Is given a line for each request.
 */
export function configuredProxy(bindings: Bindings, log?: (line: LogLine) => void): Hono {
  try {
    return createProxy({ ...parseConfig(bindings), log });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { message } = error;
    return new Hono()
      .use(requestLog(log))
      .all("*", () => problem({ status: 500, code: "misconfigured", detail: message }));
  }
}
