import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

// Browsers ask again after this, in seconds.
const MAX_AGE = 600;

/**
 * Makes a middleware that lets pages of some origins read what is answered, and
 * answers their browsers' preflight requests.
 *
 * @param origins The origins, exact.
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler {
  const middleware = cors({ origin: [...origins], exposeHeaders: ["*"], maxAge: MAX_AGE });
  return (c, next) => {
    // Any other OPTIONS request is the upstream's to answer.
    const preflight = c.req.header("access-control-request-method") !== undefined;
    return c.req.method === "OPTIONS" && !preflight ? next() : middleware(c, next);
  };
}
