import { Hono } from "hono";
import { problem } from "../answer/problem.ts";
import type { LogLine } from "../observe/log_line.ts";
import { requestLog } from "../observe/request_log.ts";
import type { Shutdown } from "./shutdown.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * Makes a proxy refuse new requests once its shutdown has begun. `/readyz` then answers 503, while `/healthz` and
 * `/metrics` still work.
 *
 * @param proxy Answers the requests until then.
 * @param shutdown The shutdown.
 * @param log Is called with a line for each refused request.
 * @returns A function that answers requests.
 */
export function draining(proxy: Fetch, shutdown: Shutdown, log: (line: LogLine) => void): Fetch {
  const app = new Hono();
  app.get("/healthz", ({ req }) => proxy(req.raw));
  app.get("/metrics", ({ req }) => proxy(req.raw));
  app.get("/readyz", refuse);
  app.use(requestLog(log));
  app.all("*", refuse);
  return (request) => shutdown.hasBegun ? app.fetch(request) : proxy(request);
}

function refuse(): Response {
  return problem({
    status: 503,
    code: "shutting_down",
    detail: "Proxy is shutting down: it didn't forward the request",
    // A retry is safe, since nothing was forwarded. A new connection may reach another proxy.
    headers: { "retry-after": "1", "x-should-retry": "true", connection: "close" },
  });
}
