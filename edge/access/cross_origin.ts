import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { optionError } from "../checks/option_error.ts";

// Browsers ask again after this, in seconds.
const MAX_AGE = 600;

/** Tells whether something is an origin, as browsers send it. */
export function isOrigin(value: unknown): value is string {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { origin, protocol, host } = new URL(value);
  // Of an extension's, or an app's, the URL standard knows none.
  return value === (origin === "null" && host ? `${protocol}//${host}` : origin);
}

/**
 * Makes a middleware that lets pages of some origins read what is answered, and
 * answers their browsers' preflight requests.
 *
 * @param origins The origins, exact.
 * @throws {TypeError} If one of them is none.
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler {
  if (!Array.isArray(origins) || !origins.every(isOrigin)) {
    throw optionError("allowedOrigins", "a list of origins, such as https://app.example.com", origins);
  }
  const middleware = cors({ origin: [...origins], exposeHeaders: ["*"], maxAge: MAX_AGE });
  return (c, next) => {
    // Any other OPTIONS request is the upstream's to answer.
    const preflight = c.req.header("access-control-request-method") !== undefined;
    return c.req.method === "OPTIONS" && !preflight ? next() : middleware(c, next);
  };
}
