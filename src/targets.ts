import { derivedRequest } from "./derived_request.ts";
import type { FetchRequest } from "./request/fetch_request.ts";
import { received } from "./received.ts";
import type { ReplayableRequest } from "./replayable_request.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/**
 * Says where an attempt at a request goes.
 *
 * A `URL` is sent the original request, credentials included. A `Request`, which
 * must be new at each attempt, goes in its place with headers of its own, and with
 * the call's body if it has none and its method takes one. The call's signal
 * applies to both.
 *
 * @param request The request.
 * @param attempt Number of the attempt about to be dispatched, from `1`.
 */
export type Targets = (request: FetchRequest, attempt: number) => Request | URL;

// What a `Request` says of how it is sent, but for its method, headers and body.
const MODES = ["mode", "credentials", "cache", "redirect", "integrity", "keepalive"] as const;
const PLATFORM = [...MODES, "method", "headers", "body", "duplex", "referrer", "referrerPolicy", "signal"];

/**
 * Points one attempt at a request to its target.
 *
 * @param request The request.
 * @param targets Says where it goes.
 * @param attempt Number of the attempt, from `1`.
 * @param shared Name of the header that all attempts have in common, if there is one.
 * @returns The request as it is dispatched there.
 * @throws {TypeError} If the target is neither a `Request` nor a `URL`.
 */
export function aim(
  request: ReplayableRequest,
  targets: Targets,
  attempt: number,
  shared: string | false | undefined,
): ReplayableRequest {
  const target: unknown = targets(request, attempt);
  if (target instanceof URL) return atUrl(request, target.href);
  if (target instanceof Request) return asRequest(request, target, shared);
  throw new TypeError(
    `Cannot use targets: expected a function that returns a Request or a URL, got ${received(target)}`,
  );
}

function atUrl(request: ReplayableRequest, url: string): ReplayableRequest {
  const { source, init } = request;
  const modes = Object.fromEntries(MODES.map((name) => [name, source?.[name]]).filter(([, value]) => value));
  const sent = { ...modes, ...init, ...bodyOf(request) };
  return aimed(request, url, {
    dispatch: {
      value: async (fetch: UnderlyingFetch, extra: object) => await fetch(url, { ...sent, ...extra }),
    },
  });
}

function asRequest(request: ReplayableRequest, target: Request, shared: string | false | undefined): ReplayableRequest {
  const headers = new Headers(target.headers);
  const takesBody = !target.body && !/^(GET|HEAD)$/.test(target.method);
  for (const name of [shared, takesBody && "content-type"]) {
    const value = name && request.headers.get(name);
    if (name && value && !headers.has(name)) headers.set(name, value);
  }
  const sent = new Request(target, { headers, ...(takesBody ? bodyOf(request) : {}) });
  // What a runtime adds to `init` reaches every attempt.
  const added = Object.fromEntries(Object.entries(request.init).filter(([name]) => !PLATFORM.includes(name)));
  return aimed(request, target.url, {
    method: { value: target.method },
    headers: { get: () => new Headers(headers) },
    dispatch: {
      value: async (fetch: UnderlyingFetch, extra: object) => await fetch(sent, { ...added, ...extra }),
    },
  });
}

/** Makes a request that is the given one but for its target. */
function aimed(request: ReplayableRequest, url: string, differences: PropertyDescriptorMap): ReplayableRequest {
  return derivedRequest(request, { url: { value: url }, valid: { value: () => /^http/.test(url) }, ...differences });
}

function bodyOf(request: ReplayableRequest): RequestInit & { duplex?: "half" } {
  const body = request.body ?? undefined;
  return body instanceof ReadableStream ? { body, duplex: "half" } : { body };
}
