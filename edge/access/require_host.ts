import type { MiddlewareHandler } from "hono";
import { problem } from "../answer/problem.ts";
import { optionError } from "../checks/option_error.ts";

// RFC 3986, section 3.2.2: a name or an IP address. A slash would begin the path of the request's URL.
const NAME = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])$/i;
const HOST = /^(.*?)(?::\d*)?$/;
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/i;

/** Checks whether a value is a host name without a port. */
export function isHostName(value: unknown): value is string {
  return typeof value === "string" && NAME.test(value);
}

/**
 * Creates a middleware that rejects a request with a malformed `Host`, or one that isn't allowed.
 *
 * Some runtimes build the request's URL from `Host`, so that a slash in it would change the path. A list of allowed
 * names prevents DNS rebinding: a page that does that sends its own name.
 *
 * @param allowed Host names that clients may use for the proxy, beside loopback names; `undefined` allows any.
 * @returns The middleware.
 * @throws {TypeError} If one of them isn't a host name.
 * @see {@link https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2}
 */
export function requireHost(allowed: readonly string[] | undefined): MiddlewareHandler {
  if (allowed !== undefined && (!Array.isArray(allowed) || !allowed.every(isHostName))) {
    throw optionError("allowedHosts", "a list of host names, such as proxy.example.com", allowed);
  }
  const names = allowed && new Set(allowed.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const host = hostOf(c.req.raw);
    const [, name = ""] = HOST.exec(host) ?? [];
    if (!isHostName(name)) {
      return problem({ status: 400, code: "bad_host", detail: "Header Host is malformed: expected HOST or HOST:PORT" });
    }
    if (names && !names.has(name.toLowerCase()) && !LOOPBACK.test(name)) {
      const detail = "Host isn't allowed: expected localhost, or a name in ALLOWED_HOSTS";
      return problem({ status: 403, code: "host_not_allowed", detail });
    }
    await next();
  };
}

function hostOf({ headers, url }: Request): string {
  // Over HTTP/2 there may be no such header: the runtime has put the host into the URL.
  return headers.get("host") ?? (URL.canParse(url) ? new URL(url).host : "");
}
