import type { Continuation } from "../resume/resume_policy.ts";
import { RequestBody } from "./request_body.ts";
import { duplex, MODES, type RequestParts, runtimeMembers } from "./request_parts.ts";

/** Returns the same request for another URL. */
export function atUrl(parts: RequestParts, url: string): RequestParts {
  const { source, init, body } = parts;
  if (!source) return { ...parts, address: url };
  // A program can't create a navigation.
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
 * Replaces a request by another one, and keeps the members that a runtime reads from the second argument.
 *
 * @param parts The request.
 * @param target The other request.
 * @param headers The headers of the other request.
 * @param hasBody Whether the request has a body. The target gets it if it has none, and its method allows one.
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
 * Returns the request that resumes an answer.
 *
 * @param parts The request that was answered.
 * @param url URL of that request.
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
