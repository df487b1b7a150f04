import { Hono, type MiddlewareHandler } from "hono";
import { requireHost } from "../access/require_host.ts";
import { requireToken } from "../access/require_token.ts";
import { splitUrl } from "../request/split_url.ts";
import type { Metrics } from "../observe/metrics.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/** What {@linkcode ownPages} serves, and to whom. */
export interface OwnPagesOptions {
  readonly metrics: Metrics;
  /** The pages of the dashboard, if there's one. */
  readonly dashboard?: Hono | undefined;
  /** Tokens, one of which it takes to see them. */
  readonly tokens: readonly string[] | undefined;
  /** Names that the proxy may be called by, as its own options have them. */
  readonly allowedHosts: readonly string[] | undefined;
}

/**
 * Makes what serves a proxy's own pages, `/metrics` and `/dashboard`, and leaves all else to the proxy.
 *
 * @param proxy Answers the rest.
 * @param options What it serves, and to whom.
 */
export function ownPages(proxy: Fetch, { metrics, dashboard, tokens, allowedHosts }: OwnPagesOptions): Fetch {
  const app = new Hono();
  app.use(requireHost(allowedHosts));
  // The page itself holds nothing, and asks for the token.
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

/** Takes the token as Prometheus sends it. */
const bearer: MiddlewareHandler = (c, next) => {
  const [, token] = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
  if (token && !c.req.header("x-firstbyte-token")) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("x-firstbyte-token", token);
    c.req.raw = new Request(c.req.raw, { headers });
  }
  return next();
};
