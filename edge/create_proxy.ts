import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { problem } from "./answer/problem.ts";
import { createHandler } from "./create_handler.ts";
import { reportFailure } from "./observe/report_failure.ts";
import { requestLog } from "./observe/request_log.ts";
import { optionError } from "./checks/option_error.ts";
import type { ProxyOptions } from "./options/proxy_options.ts";
import { crossOrigin } from "./access/cross_origin.ts";
import { requireHost } from "./access/require_host.ts";
import { requireToken } from "./access/require_token.ts";
import { BadPathError } from "./request/bad_path_error.ts";
import { mountUpstreams } from "./upstreams/mount_upstreams.ts";

export type { ProxyOptions };

/**
 * Creates a proxy that does for its clients what `createFetch` does: it retries a request when the upstream doesn't
 * start to answer, and an answer that breaks off never looks complete.
 *
 * @param options The upstreams, how to fetch them, and who may use them.
 * @returns An app that serves `GET /healthz` and `GET /readyz` itself, and forwards everything else.
 * @throws {TypeError | RangeError} If an option is invalid, or contradicts another.
 *
 * @example Serving an upstream on Deno
 * ```ts ignore
 * const app = createProxy({ upstreams: { openai: "https://api.openai.com" } });
 * Deno.serve(app.fetch);
 * ```
 */
export function createProxy(options: ProxyOptions): Hono {
  if (Object(options) !== options) throw optionError("options", "an object", options);
  const mounts = mountUpstreams(options);
  const { tokens, allowedOrigins = [] } = options;
  const cors = crossOrigin(allowedOrigins);
  const host = requireHost(options.allowedHosts);
  const app = new Hono();
  app.onError(answerError);
  app.use(requestLog(options.log, options.observers));
  app.use(host);
  if (allowedOrigins.length > 0) app.use(cors);
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) => c.json({ status: "ready" }));
  if (tokens) app.use(requireToken(tokens));
  app.all("*", createHandler(mounts, options));
  return app;
}

function answerError(error: unknown): Response {
  if (error instanceof BadPathError) return problem({ status: 400, code: "bad_path", detail: error.message });
  if (error instanceof HTTPException) return error.getResponse();
  reportFailure(error);
  return problem({
    status: 500,
    code: "internal_error",
    detail: "Proxy failed because of a bug: its log says where",
  });
}
