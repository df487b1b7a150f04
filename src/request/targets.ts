import { showValue } from "../checks/show_value.ts";
import type { CallRequest } from "./call_request.ts";
import type { FetchRequest } from "./fetch_request.ts";

/**
 * Returns the target of an attempt.
 *
 * A `URL` gets the original request, credentials included. A `Request` replaces it, with its own headers. It must be
 * new for each attempt, and gets the call's body if it has none and its method allows one. The call's signal applies to
 * both.
 *
 * @param request The request.
 * @param attempt Number of the attempt about to be dispatched, from `1`.
 */
export type Targets = (request: FetchRequest, attempt: number) => Request | URL;

/**
 * Applies the target of an attempt to a request.
 *
 * @param request The request.
 * @param targets Returns the target.
 * @param attempt Number of the attempt, from `1`.
 * @param shared Name of the header that all attempts have in common, if there is one.
 * @returns The request to dispatch.
 * @throws {TypeError} If the target is neither a `Request` nor a `URL`.
 */
export function aim(
  request: CallRequest,
  targets: Targets,
  attempt: number,
  shared: string | undefined,
): CallRequest {
  const target: unknown = targets(request, attempt);
  if (target instanceof URL) return request.at(target.href);
  if (target instanceof Request) return request.replacedBy(target, headersFor(target, request, shared));
  throw new TypeError(
    `Cannot use targets: expected a function that returns a Request or a URL, got ${showValue(target)}`,
  );
}

function headersFor(target: Request, request: CallRequest, shared: string | undefined): Headers {
  const headers = new Headers(target.headers);
  const takesBody = !target.body && request.hasBody;
  for (const name of [shared, takesBody ? "content-type" : undefined]) {
    const value = name && request.headers.get(name);
    if (name && value && !headers.has(name)) headers.set(name, value);
  }
  return headers;
}
