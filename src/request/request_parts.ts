import type { StreamRequest } from "./stream_request.ts";
import { copyHeaders } from "./copy_headers.ts";
import type { RequestBody } from "./request_body.ts";

/** What a {@linkcode CallRequest} is made of. */
export interface RequestParts {
  /** The first argument, where it is a `Request`, of whatever class. */
  readonly source?: Request | undefined;
  /** The first argument, where it isn't. */
  readonly address: string;
  /** The second argument, but for `body`. */
  readonly init: RequestInit;
  /** The body that is sent; `undefined` for the source's own. */
  readonly body?: RequestBody | undefined;
  /** Why the source's own can be sent only once, if that's known. */
  readonly once?: string | undefined;
  /** Whether further attempts can send the body, too, or it's known why they can't. */
  readonly isKept?: boolean | undefined;
  readonly stream?: StreamRequest | undefined;
}

/** What a `Request` says of how it is sent, beside its method, headers and body. */
export const MODES = ["mode", "credentials", "cache", "redirect", "integrity", "keepalive"] as const;
// The members of `RequestInit` that a `Request` has room for; a runtime reads the others from the second argument alone.
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
 * Returns the arguments of one `fetch`, in the shape in which the caller's came.
 *
 * @param parts The request.
 * @param extra What the attempt adds to the second argument; its signal among it.
 */
export function fetchArguments(
  { source, address, init, body }: RequestParts,
  extra: RequestInit,
): [input: string | Request, init?: RequestInit] {
  const sent: RequestInit = { ...init, ...extra };
  if (init.headers) sent.headers = copyHeaders(init.headers);
  if (body && body.value !== undefined) sent.body = body.value;
  if (!source) return [address, sent];
  // Any second argument would make another mode of a navigation.
  if (source.mode === "navigate") return [source];
  if (!(source instanceof Request)) return [source, sent];
  // A second argument resets the referrer (Fetch, Request constructor, step 12).
  const { referrer, referrerPolicy } = source;
  const added = runtimeMembers(sent);
  const own = Object.fromEntries(Object.entries(sent).filter(([name]) => !(name in added)));
  const request = new Request(source, { referrer, referrerPolicy, ...own });
  return Object.keys(added).length > 0 ? [request, added] : [request];
}

/** Returns the members of a second argument that only a runtime knows. */
export function runtimeMembers(init: RequestInit): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([name]) => !STANDARD.has(name)));
}

/** Returns what a body asks for beside it: a stream needs the word that its answer may come before its end. */
export function duplex(body: unknown): { duplex?: "half" } {
  return body instanceof ReadableStream ? { duplex: "half" } : {};
}
