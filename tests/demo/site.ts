import { Hono, type MiddlewareHandler } from "hono";
import { serveStatic } from "hono/deno";
import { secureHeaders } from "hono/secure-headers";
import { bundle } from "../../tools/bundle.ts";
import { BACKGROUND, Plan } from "./plan.ts";
import { startProxy } from "./proxy.ts";
import { CONTENT_TIMEOUT, HEDGE_AFTER, MIN_DELAY, PLAIN_TIMEOUT, SPEED, TTFB_TIMEOUT } from "./scale.ts";
import { startUpstream } from "./upstream.ts";

/** The served page, with the servers behind it. */
export interface Site extends AsyncDisposable {
  readonly url: string;
}

/** Options for {@linkcode startSite}. */
export interface SiteOptions {
  /** Where the page is served; `0` for any free port. */
  port: number;
  /** What the stalls are drawn by. */
  seed: number;
}

const CALLS = 100;
const CONFIG = {
  // A browser keeps six connections to one host, of which a hedged call may hold two: each contender has a host of its own.
  lanes: 3,
  plainTimeout: PLAIN_TIMEOUT,
  ttfbTimeout: TTFB_TIMEOUT,
  contentTimeout: CONTENT_TIMEOUT,
  minDelay: MIN_DELAY,
  hedgeAfter: HEDGE_AFTER,
  speed: SPEED,
  background: BACKGROUND,
};

/**
 * Serves the page of the demo, on this machine alone.
 *
 * The page runs by itself when it is loaded: 20 calls in each panel, or as many as `?calls=12` says. When a run is over,
 * `document.documentElement.dataset.done` is `"true"`.
 */
export async function startSite({ port, seed }: SiteOptions): Promise<Site> {
  const library = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });
  await using stack = new AsyncDisposableStack();
  const plan = new Plan(CALLS, seed);
  const [plain, retried, hedged, proxied] = [
    stack.use(await startUpstream(plan)),
    stack.use(await startUpstream(plan)),
    stack.use(await startUpstream(plan)),
    stack.use(await startUpstream(plan)),
  ];
  const app = new Hono();
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => app.fetch(request));
  stack.defer(() => server.shutdown());
  const url = `http://127.0.0.1:${server.addr.port}`;
  const proxy = stack.use(startProxy(proxied.url, [url, url.replace("127.0.0.1", "localhost")]));
  const urls = { plain: plain.url, library: retried.url, hedged: hedged.url, proxy: proxy.url };

  app.use(privacy(Object.values(urls)));
  app.get("/config.json", (c) => c.json({ ...CONFIG, urls }));
  app.get("/arrivals", (c) => c.json(proxied.arrivals(c.req.query("via") ?? "", c.req.query("call") ?? "")));
  app.get("/firstbyte.js", (c) => c.body(library.code, 200, { "content-type": "text/javascript" }));
  app.get("*", serveStatic({ root: "tests/demo/page" }));
  const running = stack.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Lets the page load nothing from elsewhere, and call none but these. */
function privacy(urls: string[]): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'self'"], connectSrc: ["'self'", ...urls], imgSrc: ["data:"] },
    strictTransportSecurity: false,
  });
}
