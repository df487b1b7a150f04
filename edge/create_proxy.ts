import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { crossOrigin } from "./cross_origin.ts";
import { forward } from "./forward.ts";
import { problem } from "./problem.ts";
import type { ProxyOptions } from "./proxy_options.ts";
import { requestLog } from "./request_log.ts";
import { requireToken } from "./require_token.ts";
import { BadPathError, parseBase, type Upstream, UPSTREAM_NAME } from "./upstream.ts";

export type { ProxyOptions };

/**
 * Creates a proxy that gives its clients the patience of `createFetch`: what they
 * send is sent again where the upstream does not begin to answer, and an answer
 * that breaks off never looks complete.
 *
 * @param options Upstreams, how they are fetched, and who may use them.
 * @returns An app that serves `GET /healthz` itself, and sends all else on.
 * @throws {TypeError | RangeError} If an option is invalid, or contradicts another.
 *
 * @example
 * ```ts ignore
 * const app = createProxy({ upstreams: { openai: "https://api.openai.com" } });
 * Deno.serve(app.fetch);
 * ```
 */
export function createProxy(options: ProxyOptions): Hono {
  const upstreams = mount(options.upstreams);
  const { tokens, authorization, allowedOrigins = [] } = options;
  if (authorization !== undefined && !tokens?.length) {
    throw new TypeError("Cannot use authorization: expected tokens too, without which anyone could use it");
  }
  const app = new Hono();
  app.onError(answerError);
  app.use(requestLog(options.log));
  if (allowedOrigins.length > 0) app.use(crossOrigin(allowedOrigins));
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  if (tokens) app.use(requireToken(tokens));
  app.all("*", forward(upstreams, options));
  return app;
}

function mount(given: ProxyOptions["upstreams"]): Upstream[] {
  const entries: [string | undefined, string | URL][] = typeof given === "string" || given instanceof URL
    ? [[undefined, given]]
    : Object.entries(given);
  if (entries.length === 0) throw new TypeError("Cannot use upstreams: expected at least one");
  return entries.map(([name, value]) => {
    const base = parseBase(value);
    if (name !== undefined && !UPSTREAM_NAME.test(name)) {
      throw new TypeError(
        `Cannot use upstreams: expected a name of letters, digits and ._~- that is not healthz, got ${name}`,
      );
    }
    if (!base) {
      throw new TypeError("Cannot use upstreams: expected an http: or https: URL without user, query or fragment");
    }
    return { name, base };
  });
}

function answerError(error: unknown): Response {
  if (error instanceof BadPathError) return problem({ status: 400, code: "bad_path", detail: error.message });
  if (error instanceof HTTPException) return error.getResponse();
  return problem({ status: 500, code: "internal_error", detail: "The proxy failed: this is a mistake in it" });
}
