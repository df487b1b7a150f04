import { Hono, type MiddlewareHandler } from "hono";
import { requireHost } from "../access/require_host.ts";
import { requireToken } from "../access/require_token.ts";
import { splitUrl } from "../request/split_url.ts";
import type { Metrics } from "../observe/metrics.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/** Options for {@linkcode ownPages}. */
export interface OwnPagesOptions {
  /** The metrics of `/metrics`. */
  readonly metrics: Metrics;
  /** The pages of `/dashboard`; `undefined` turns them off. */
  readonly dashboard?: Hono | undefined;
  /** Tokens. One of them is required to see requests or metrics. */
  readonly tokens: readonly string[] | undefined;
  /** The `allowedHosts` of the proxy's options. */
  readonly allowedHosts: readonly string[] | undefined;
}

/**
 * Serves the proxy's own pages, `/metrics` and `/dashboard`. The proxy answers every other request.
 *
 * @param proxy Answers the other requests.
 * @param options What is served, and to whom.
 * @returns A function that answers requests.
 */
export function ownPages(proxy: Fetch, { metrics, dashboard, tokens, allowedHosts }: OwnPagesOptions): Fetch {
  const app = new Hono();
  app.use(requireHost(allowedHosts));
  // The dashboard's page holds no data. It asks its user for the token.
  if (tokens) app.use("/metrics", bearer, requireToken(tokens));
  if (tokens) app.use("/dashboard/*", requireTokenBelow("/dashboard/events", tokens));
  app.get("/metrics", async (c) => c.body(await metrics.text(), 200, { "content-type": metrics.contentType }));
  if (dashboard) app.route("/dashboard", dashboard);
  return (request) => {
    const { path } = splitUrl(request.url);
    const isOwn = path === "/metrics" || dashboard && /^\/dashboard(\/|$)/.test(path);
    return isOwn ? app.fetch(request) : proxy(request);
  };
}

function requireTokenBelow(path: string, tokens: readonly string[]): MiddlewareHandler {
  const check = requireToken(tokens);
  return (c, next) => c.req.path === path ? check(c, next) : next();
}

/** Accepts the token in the header that Prometheus sends. */
const bearer: MiddlewareHandler = (c, next) => {
  const [, token] = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
  if (token && !c.req.header("x-firstbyte-token")) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("x-firstbyte-token", token);
    c.req.raw = new Request(c.req.raw, { headers });
  }
  return next();
};
