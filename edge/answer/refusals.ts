import type { Mount } from "../upstreams/upstream.ts";
import { problem } from "./problem.ts";

/** Answers a request whose `Connection` header is malformed. */
export function badRequest(): Response {
  const detail = "Header Connection is malformed: expected header names";
  return problem({ status: 400, code: "bad_request", detail });
}

/** Answers a request for a path without an upstream. */
export function notFound(mounts: readonly Mount[]): Response {
  const expected = mounts.map(({ name }) => `/${name}/`).join(", ");
  return problem({
    status: 404,
    code: "not_found",
    detail: `No upstream is mounted here: expected a path under ${expected}`,
  });
}

/** Answers a request whose body didn't come in time. */
export function uploadTimeout(): Response {
  const detail = "Client took too long to send its body";
  return problem({ status: 408, code: "upload_timeout", detail, headers: { connection: "close" } });
}

/** Answers a request whose upstream redirects to an origin that isn't an upstream. */
export function redirectRefused(): Response {
  const detail =
    "Upstream redirects to another origin, which would get this proxy's token: expected an origin that is mounted";
  return problem({ status: 502, code: "upstream_redirect", detail });
}

/** Answers a request for a WebSocket. */
export function upgradeRefused(): Response {
  const detail = "Proxy does not forward WebSockets: expected a plain HTTP request";
  return problem({
    status: 426,
    code: "no_websockets",
    detail,
    headers: { upgrade: "HTTP/1.1", connection: "upgrade" },
  });
}

/** Answers a request whose method `fetch` can't send. */
export function methodNotAllowed(method: string): Response {
  return problem({
    status: 405,
    code: "method_not_allowed",
    detail: `Proxy does not forward the method ${method}`,
    headers: { allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
  });
}
