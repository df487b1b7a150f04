import type { Continuation } from "../resume/resume_policy.ts";
import { RequestBody } from "./request_body.ts";
import { duplex, MODES, type RequestParts, runtimeMembers } from "./request_parts.ts";

/** Returns the same request to another URL. */
export function atUrl(parts: RequestParts, url: string): RequestParts {
  const { source, init, body } = parts;
  if (!source) return { ...parts, address: url };
  // No program can make a navigation.
  const modes = Object.fromEntries(
    MODES.map((name) => [name, source[name]]).filter(([, value]) => value && value !== "navigate"),
  );
  return {
    ...parts,
    source: undefined,
    address: url,
    init: {
      method: source.method,
      headers: new Headers(source.headers),
      signal: source.signal,
      ...modes,
      ...(!body && duplex(source.body)),
      ...init,
    },
    body: body ?? new RequestBody(source.body, source.body ? "its body is a stream" : undefined),
  };
}

/**
 * Returns another request in the place of one, with what a runtime reads from the second argument.
 *
 * @param parts The request.
 * @param target The other one.
 * @param headers The other one's headers.
 * @param hasBody Whether the request has a body, which goes along where the target has none and takes one.
 */
export function replacedBy(parts: RequestParts, target: Request, headers: Headers, hasBody: boolean): RequestParts {
  const { init, body, source } = parts;
  const takesBody = !target.body && !/^(GET|HEAD)$/.test(target.method) && hasBody;
  const sent = takesBody ? body ?? new RequestBody(source?.body, "its body is a stream") : undefined;
  return {
    ...parts,
    source: target,
    address: "",
    init: { ...runtimeMembers(init), headers, ...duplex(sent?.value) },
    body: sent,
  };
}

/**
 * Returns the request that continues the answer to one.
 *
 * @param parts The request that was answered.
 * @param url Its URL.
 * @param continuation How the answer goes on.
 */
export function continuedBy(parts: RequestParts, url: string, continuation: Continuation): RequestParts {
  const headers = new Headers(parts.init.headers ?? parts.source?.headers);
  for (const name of ["content-type", "content-length"]) headers.delete(name);
  for (const [name, value] of Object.entries(continuation.headers)) headers.set(name, value);
  const moved = atUrl(parts, continuation.url ?? url);
  return {
    ...moved,
    init: { ...moved.init, method: "GET", headers, redirect: "manual" },
    body: new RequestBody(undefined),
  };
}
