/** Kind of a problem, in the `error.type` of its response. */
export type ProblemCode =
  | "bad_host"
  | "bad_path"
  | "bad_request"
  | "host_not_allowed"
  | "internal_error"
  | "invalid_token"
  | "method_not_allowed"
  | "misconfigured"
  | "no_websockets"
  | "not_found"
  | "shutting_down"
  | "upload_timeout"
  | "upstream_broken"
  | "upstream_invalid"
  | "upstream_redirect"
  | "upstream_stale"
  | "upstream_timeout"
  | "upstream_unreachable";

/** Options for {@linkcode problem}. */
export interface ProblemOptions {
  status: number;
  code: ProblemCode;
  /** What happened, and what helps, in one sentence. It must not hold a secret. */
  detail: string;
  /** Headers to add, or to replace. */
  headers?: Record<string, string>;
}

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  424: "Failed Dependency",
  426: "Upgrade Required",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/**
 * Creates an error response of the proxy.
 *
 * SDKs print its `error` member. `x-should-retry` keeps them from retrying: the proxy has made its attempts, and each
 * further one may be billed.
 *
 * @param options What went wrong.
 * @returns The response.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9457}
 */
export function problem({ status, code, detail, headers }: ProblemOptions): Response {
  const body = { type: "about:blank", title: TITLES[status], status, detail, error: errorMember(code, detail) };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-should-retry": "false",
      ...headers,
    },
  });
}

/** Returns the `error` member, in which the SDKs of OpenAI and Anthropic look for a message. */
export function errorMember(code: ProblemCode, message: string): object {
  return { type: code, code, message };
}
