import { Hono } from "hono";
import { serveStatic } from "hono/deno";
import { secureHeaders } from "hono/secure-headers";
import { bundle } from "../../.ci/bundle.ts";
import { Plan } from "./plan.ts";
import { type DemoProxy, startProxy } from "./proxy.ts";
import { PLAIN_TIMEOUT, SPEED, TTFB_TIMEOUT } from "./scale.ts";
import { startUpstream } from "./upstream.ts";

/** The served page, with the servers behind it. */
export interface Site extends AsyncDisposable {
  readonly url: string;
}

/** What a {@linkcode startSite} is told. */
export interface SiteOptions {
  /** Where the page is served; `0` for any free port. */
  port: number;
  /** What the stalls are drawn by. */
  seed: number;
}

// A browser keeps six connections to one host: each contender has a host of its own.
const CONTENDERS = ["plain", "library", "proxied"] as const;
const LANES = 6;
const CALLS = 100;

/** Serves the page of the demo, on this machine alone. */
export async function startSite({ port, seed }: SiteOptions): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const plan = new Plan(CALLS, seed);
  const [plain, library, proxied] = await Promise.all(CONTENDERS.map(() => startUpstream(plan)));
  for (const upstream of [plain, library, proxied]) stack.use(upstream);
  if (!plain || !library || !proxied) throw new Error("Cannot serve: expected three upstreams");
  const app = new Hono();
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => app.fetch(request));
  stack.defer(() => server.shutdown());
  const url = `http://127.0.0.1:${server.addr.port}`;
  const proxy: DemoProxy = stack.use(startProxy(proxied.url, [url, url.replace("127.0.0.1", "localhost")]));
  const urls = { plain: plain.url, library: library.url, proxy: proxy.url };
  const config = { urls, lanes: LANES, plainTimeout: PLAIN_TIMEOUT, ttfbTimeout: TTFB_TIMEOUT, speed: SPEED };
  const { code } = await bundle('export * from "./mod.ts";', "firstbyte.js", { minify: true });

  app.use(secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'", ...Object.values(urls)],
      imgSrc: ["data:"],
    },
    strictTransportSecurity: false,
  }));
  app.get("/config.json", (c) => c.json(config));
  app.get("/arrivals", (c) => c.json(proxied.arrivals(c.req.query("via") ?? "", c.req.query("call") ?? "")));
  app.get("/firstbyte.js", (c) => c.body(code, 200, { "content-type": "text/javascript" }));
  app.get("*", serveStatic({ root: "tests/demo/page" }));
  const running = stack.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
