import { delay } from "./delay.ts";
import type { FetchRequest } from "./fetch_request.ts";
import type { Timer } from "./timer.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/** The arguments of one `fetch` call, kept so that they can be dispatched any number of times. */
export interface ReplayableRequest extends FetchRequest {
  /** The second argument, with what it leaves to the first. */
  readonly init: RequestInit;
  /** The first argument, where it is a `Request`, of whatever class. */
  readonly source: Request | undefined;
  /** The caller's signal. */
  readonly signal: AbortSignal | null | undefined;
  /** Why it can be dispatched only once, if that is so and `keep` was called. */
  once?: string;
  /** Whether its body, if it has one, is said to be JSON. */
  isJson(): boolean;
  /** Whether the platform accepts it: where it does not, sending it again cannot help. */
  valid(): boolean;
  /**
   * Copies the body, which the caller could change, or the platform use up,
   * before another attempt. One that is a stream, or exceeds `limit` bytes, is
   * left as it is, to be sent once. To be called only where it is needed: Deno
   * sends a body that was read in chunks, without its length.
   */
  keep(limit: number, signal: AbortSignal | null | undefined): Promise<void>;
  /** Cancels a body of `init` that was never dispatched: nobody else would let go of it. Rejects where it is no stream. */
  cancel(reason: unknown): Promise<void>;
  /** Dispatches it by `fetch`, with what `extra` adds to the caller's `init`, while `ttfb` runs. */
  dispatch(fetch: UnderlyingFetch, extra: RequestInit, ttfb?: Timer): Promise<Response>;
}

/**
 * Takes the arguments of one `fetch` call. They are read, never changed, and the
 * body among them is consumed once at most.
 *
 * @param input The first argument.
 * @param given The second one, without members that are `undefined`.
 */
export function replayableRequest(input: string | URL | Request, given: RequestInit): ReplayableRequest {
  // One of another `fetch`'s class has a method, too; neither a text nor a URL has.
  const source = (input as Partial<Request>)?.method ? input as Request : undefined;
  // A URL object can change between attempts; its text cannot.
  const target = input instanceof URL ? input.href : input;
  // Any `init` resets the referrer to its default (Fetch, Request constructor, step 12).
  const { method, signal, headers, referrer, referrerPolicy }: RequestInit = source ?? {};
  const init: RequestInit = { method, signal, headers, referrer, referrerPolicy, ...given };
  // The caller's can change between attempts, and an iterator gives its headers once.
  if (init.headers) init.headers = new Headers(init.headers);
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  let parsed: unknown;

  /** Returns what the platform makes of the arguments, `undefined` where it refuses them. */
  function platformRequest(init?: RequestInit): Request | undefined {
    try {
      return new Request(source?.url ?? target, init);
    } catch {
      return undefined;
    }
  }

  function hasBody(): boolean {
    return (init.body ?? source?.body) != null;
  }

  const request: ReplayableRequest = {
    method: (init.method ?? "GET").toUpperCase(),
    signal: init.signal,
    init,
    source,
    get url() {
      return platformRequest()?.url ?? String(target);
    },
    get headers() {
      return new Headers(init.headers);
    },
    get bodyBytes() {
      if (typeof init.body === "string") bytes ??= new TextEncoder().encode(init.body);
      return hasBody() ? bytes?.byteLength : 0;
    },
    text: () => typeof init.body === "string" ? init.body : bytes ? new TextDecoder().decode(bytes) : undefined,
    json() {
      try {
        // Where there is none, that is no JSON, either.
        return parsed ??= JSON.parse(request.text() as string);
      } catch {
        return undefined;
      }
    },
    isJson() {
      const { headers, body } = init as { headers?: Headers; body?: { type?: string } };
      // A file has a type of its own.
      return /\bjson\b/i.test(headers?.get("content-type") ?? body?.type ?? "");
    },
    valid() {
      // No other scheme has a network that could fail. Node would have the caller's signal keep a listener.
      return /^http/.test(platformRequest({ ...init, signal: null })?.url ?? "");
    },
    async keep(limit, signal) {
      const { body } = init;
      if (bytes || request.once || !hasBody()) return;
      // Some browsers cannot iterate over a stream.
      if (body instanceof ReadableStream || Symbol.asyncIterator in Object(body)) request.once = "its body is a stream";
      else if (typeof body !== "string") {
        // The original stays whole for the platform, should the copy grow too large.
        const copy = body == null && source?.clone() || new Response(body);
        const { copyBody } = await import("./copy_body.ts");
        bytes = await copyBody(request, copy, limit, signal, delay);
      }
      // A size that nobody knows is not within it, either.
      if (!(request.bodyBytes as number <= limit)) request.once ??= `maxReplayBytes is ${limit}`;
    },
    async cancel(reason) {
      await (init.body as ReadableStream).cancel(reason);
    },
    async dispatch(fetch, extra) {
      return await fetch(target, { ...init, ...extra });
    },
  };
  return request;
}
