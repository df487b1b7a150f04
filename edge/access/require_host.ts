import type { MiddlewareHandler } from "hono";
import { problem } from "../answer/problem.ts";
import { optionError } from "../checks/option_error.ts";

// RFC 3986, section 3.2.2: a name, or an IP address; what it can't hold would be read as a path of the request's URL.
const NAME = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])$/i;
const HOST = /^(.*?)(?::\d*)?$/;
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/i;

/** Tells whether something is the name of a host, without a port. */
export function isHostName(value: unknown): value is string {
  return typeof value === "string" && NAME.test(value);
}

/**
 * Makes a middleware that refuses a request whose `Host` is no host. Some runtimes make the request's URL of it, and
 * with a slash in it would take the path from there.
 *
 * @param allowed Names that clients may call the proxy by, beside those of this machine; `undefined` allows any. A page of
 * another origin whose name was pointed at this machine sends its own.
 * @throws {TypeError} If one of them is no name.
 */
export function requireHost(allowed: readonly string[] | undefined): MiddlewareHandler {
  if (allowed !== undefined && (!Array.isArray(allowed) || !allowed.every(isHostName))) {
    throw optionError("allowedHosts", "a list of names of hosts, such as proxy.example.com", allowed);
  }
  const names = allowed && new Set(allowed.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const host = hostOf(c.req.raw);
    const [, name = ""] = HOST.exec(host) ?? [];
    if (!isHostName(name)) {
      return problem({ status: 400, code: "bad_host", detail: "Header Host is malformed: expected HOST or HOST:PORT" });
    }
    if (names && !names.has(name.toLowerCase()) && !LOOPBACK.test(name)) {
      const detail = "Host is none of this proxy's: expected localhost, or a name in ALLOWED_HOSTS";
      return problem({ status: 403, code: "host_not_allowed", detail });
    }
    await next();
  };
}

function hostOf({ headers, url }: Request): string {
  // Over HTTP/2 only the URL may hold it, which the runtime has parsed by then.
  return headers.get("host") ?? (URL.canParse(url) ? new URL(url).host : "");
}
