import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { optionError } from "../checks/option_error.ts";

// Seconds for which a browser caches a preflight.
const MAX_AGE = 600;

/** Checks whether a value is an origin in the form that browsers send. */
export function isOrigin(value: unknown): value is string {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { origin, protocol, host } = new URL(value);
  // `URL.origin` is "null" for the origins of extensions and apps.
  return value === (origin === "null" && host ? `${protocol}//${host}` : origin);
}

/**
 * Creates a middleware that lets pages of some origins read the answers, and answers preflight requests.
 *
 * @param origins The origins. Wildcards aren't allowed.
 * @returns The middleware.
 * @throws {TypeError} If one of them isn't an origin.
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler {
  if (!Array.isArray(origins) || !origins.every(isOrigin)) {
    throw optionError("allowedOrigins", "a list of origins, such as https://app.example.com", origins);
  }
  const middleware = cors({ origin: [...origins], exposeHeaders: ["*"], maxAge: MAX_AGE });
  return (c, next) => {
    // The upstream answers every other OPTIONS request.
    const preflight = c.req.header("access-control-request-method") !== undefined;
    return c.req.method === "OPTIONS" && !preflight ? next() : middleware(c, next);
  };
}
