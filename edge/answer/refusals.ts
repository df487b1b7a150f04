import type { Mount } from "../upstreams/upstream.ts";
import { problem } from "./problem.ts";

/** Answers a request whose `Connection` names what is no header. */
export function badRequest(): Response {
  const detail = "Header Connection is malformed: expected names of headers";
  return problem({ status: 400, code: "bad_request", detail });
}

/** Answers a request for a path that no upstream is mounted at. */
export function notFound(mounts: readonly Mount[]): Response {
  const expected = mounts.map(({ name }) => `/${name}/`).join(", ");
  return problem({
    status: 404,
    code: "not_found",
    detail: `No upstream is mounted here: expected a path under ${expected}`,
  });
}

/** Answers a request whose body did not come in time. */
export function uploadTimeout(): Response {
  const detail = "Client took too long for its body: expected it sooner, or faster";
  return problem({ status: 408, code: "upload_timeout", detail, headers: { connection: "close" } });
}

/** Answers in the place of an upstream that redirects to where no upstream is mounted. */
export function elsewhere(): Response {
  const detail = "Upstream redirects to another origin, which would be sent this proxy's token: expected a mounted one";
  return problem({ status: 502, code: "upstream_redirect", detail });
}

/** Answers a request for a WebSocket. */
export function upgradeRefused(): Response {
  const detail = "WebSockets cannot be sent on: expected a request by HTTP alone";
  return problem({
    status: 426,
    code: "no_websockets",
    detail,
    headers: { upgrade: "HTTP/1.1", connection: "upgrade" },
  });
}

/** Answers a request whose method `fetch` does not send. */
export function methodNotAllowed(method: string): Response {
  return problem({
    status: 405,
    code: "method_not_allowed",
    detail: `Method ${method} cannot be sent on`,
    headers: { allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
  });
}
