import { Hono } from "hono";
import { problem } from "../answer/problem.ts";
import type { LogLine } from "../observe/log_line.ts";
import { requestLog } from "../observe/request_log.ts";
import type { Shutdown } from "./shutdown.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * Makes what answers in the place of a proxy while that lets its streams finish: probes tell the phases apart, and no
 * other request is sent on.
 *
 * @param proxy Answers until then.
 * @param shutdown Knows whether that's over.
 * @param log Is given a line for each request that's refused.
 */
export function draining(proxy: Fetch, shutdown: Shutdown, log: (line: LogLine) => void): Fetch {
  const app = new Hono();
  app.get("/healthz", ({ req }) => proxy(req.raw));
  app.get("/metrics", ({ req }) => proxy(req.raw));
  app.get("/readyz", refused);
  app.use(requestLog(log));
  app.all("*", refused);
  return (request) => shutdown.hasBegun ? app.fetch(request) : proxy(request);
}

function refused(): Response {
  return problem({
    status: 503,
    code: "shutting_down",
    detail: "Proxy is shutting down: it sent nothing on",
    // Nothing was sent, so nothing is done twice; a new connection finds another proxy.
    headers: { "retry-after": "1", "x-should-retry": "true", connection: "close" },
  });
}
