import type { StreamRequest } from "./stream_request.ts";
import { copyHeaders } from "./copy_headers.ts";
import type { RequestBody } from "./request_body.ts";

/** Parts of a {@linkcode CallRequest}. */
export interface RequestParts {
  /** The first argument, if it's a `Request` of any class. */
  readonly source?: Request | undefined;
  /** The first argument, if it isn't a `Request`. */
  readonly address: string;
  /** The second argument without `body`. */
  readonly init: RequestInit;
  /** The body that is sent; `undefined` for the body of the `Request`. */
  readonly body?: RequestBody | undefined;
  /** Why the body of the `Request` can be sent only once, if that's known. */
  readonly once?: string | undefined;
  /** Whether it's known if further attempts can send the body. */
  readonly isKept?: boolean | undefined;
  readonly stream?: StreamRequest | undefined;
}

/** Members of a `Request` beside its method, headers and body. */
export const MODES = ["mode", "credentials", "cache", "redirect", "integrity", "keepalive"] as const;
// Members of `RequestInit` that a `Request` keeps. A runtime reads all others from the second argument only.
const STANDARD = new Set<string>([
  ...MODES,
  "method",
  "headers",
  "body",
  "duplex",
  "priority",
  "referrer",
  "referrerPolicy",
  "signal",
]);

/**
 * Returns the arguments of one `fetch` in the shape of the caller's.
 *
 * @param parts The request.
 * @param extra Members that the attempt adds to the second argument, such as its signal.
 */
export function fetchArguments(
  { source, address, init, body }: RequestParts,
  extra: RequestInit,
): [input: string | Request, init?: RequestInit] {
  const sent: RequestInit = { ...init, ...extra };
  if (init.headers) sent.headers = copyHeaders(init.headers);
  if (body && body.value !== undefined) sent.body = body.value;
  if (!source) return [address, sent];
  // A second argument would change the mode of a navigation.
  if (source.mode === "navigate") return [source];
  if (!(source instanceof Request)) return [source, sent];
  // A second argument resets the referrer (Fetch, Request constructor, step 12).
  const { referrer, referrerPolicy } = source;
  const added = runtimeMembers(sent);
  const own = Object.fromEntries(Object.entries(sent).filter(([name]) => !(name in added)));
  const request = new Request(source, { referrer, referrerPolicy, ...own });
  return Object.keys(added).length > 0 ? [request, added] : [request];
}

/** Returns the members of a second argument that aren't part of the standard. */
export function runtimeMembers(init: RequestInit): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([name]) => !STANDARD.has(name)));
}

/** Returns the members that a body needs beside it: a stream needs `duplex`. */
export function duplex(body: unknown): { duplex?: "half" } {
  return body instanceof ReadableStream ? { duplex: "half" } : {};
}
