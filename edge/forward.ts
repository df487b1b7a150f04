import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { proxy } from "hono/proxy";
import { createFetch, type Fetch, type FetchTiming, TimeoutError, timingOf } from "../mod.ts";
import { completeBody } from "./complete_body.ts";
import { problem } from "./problem.ts";
import type { ProxyOptions } from "./proxy_options.ts";
import { rewriteRequestHeaders } from "./request_headers.ts";
import { recordOf, type RequestRecord } from "./request_log.ts";
import { rewriteResponseHeaders, setTimingHeaders } from "./response_headers.ts";
import { findTarget, type Target, type Upstream } from "./upstream.ts";

// `fetch` refuses them.
const REFUSED_METHODS = ["CONNECT", "TRACE", "TRACK"];
// Nobody sees it: it says so in the log.
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Makes the handler that sends requests on to their upstream, and its answer back.
 *
 * @param upstreams Where requests may go.
 * @param options The proxy's.
 */
export function forward(
  upstreams: readonly Upstream[],
  options: ProxyOptions,
): (c: Context) => Promise<Response> {
  const fetch = createFetch(options.fetch);
  return async (c) => {
    const { raw } = c.req;
    const record = recordOf(c);
    const target = findTarget(upstreams, raw.url);
    if (!target) return notFound(upstreams);
    if (REFUSED_METHODS.includes(raw.method)) return methodNotAllowed(raw.method);
    record.upstream = target.upstream.name;
    try {
      return await send(raw, target, watched(fetch, record, options), options.authorization);
    } catch (error) {
      if (!clientLeft(raw, error, record)) return failure(error, record);
      record.end("client_left");
      return new Response(null, { status: CLIENT_CLOSED_REQUEST });
    }
  };
}

/** A `fetch` that tells a request's record of its attempts. */
function watched(fetch: Fetch, record: RequestRecord, options: ProxyOptions): Fetch {
  const onEvent = options.fetch?.onEvent;
  return (input) =>
    fetch(input, {
      onEvent: (event) => {
        record.observe(event);
        return onEvent?.(event);
      },
    });
}

async function send(raw: Request, { url }: Target, fetch: Fetch, authorization: string | undefined): Promise<Response> {
  let encoding: string | null = null;
  let timing: FetchTiming | undefined;
  const response = await proxy(url, {
    raw,
    // No fetch of workerd's may be given the incoming request's own signal.
    signal: AbortSignal.any([raw.signal]),
    redirect: "manual",
    strictConnectionProcessing: true,
    // workerd gives these a body where the client sent one, and refuses to send it.
    ...(raw.method === "GET" || raw.method === "HEAD" ? { body: null } : {}),
    customFetch: async (request) => {
      rewriteRequestHeaders(request.headers, authorization);
      const response = await fetch(request);
      encoding = response.headers.get("content-encoding");
      timing = timingOf(response);
      return response;
    },
  });
  rewriteResponseHeaders(response.headers, encoding, timing);
  return completeBody(response);
}

function clientLeft({ body, signal }: Request, error: unknown, { attempts }: RequestRecord): boolean {
  if (signal.aborted) return true;
  // Before any attempt only reading the client's body can fail; not every runtime aborts the signal then.
  return attempts === 0 && body !== null && !(error instanceof HTTPException) && !(error instanceof TimeoutError);
}

function failure(error: unknown, record: RequestRecord): Response {
  if (error instanceof HTTPException) {
    return problem({
      status: 400,
      code: "bad_request",
      detail: "Header Connection is malformed: expected names of headers",
    });
  }
  const timeout = error instanceof TimeoutError;
  record.end(timeout ? "timeout" : "unreachable");
  const attempts = record.attempts > 1 ? `${record.attempts} attempts` : "1 attempt";
  const response = timeout
    ? problem({ status: 504, code: "upstream_timeout", detail: error.message })
    : problem({ status: 502, code: "upstream_unreachable", detail: `Upstream could not be reached in ${attempts}` });
  setTimingHeaders(response.headers, record.attempts);
  return response;
}

function notFound(upstreams: readonly Upstream[]): Response {
  const mounts = upstreams.map(({ name }) => `/${name}/`).join(", ");
  return problem({
    status: 404,
    code: "not_found",
    detail: `No upstream is mounted here: expected a path under ${mounts}`,
  });
}

function methodNotAllowed(method: string): Response {
  return problem({ status: 405, code: "method_not_allowed", detail: `Method ${method} cannot be sent on` });
}
