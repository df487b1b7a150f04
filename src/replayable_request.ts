import { abortable } from "./abortable.ts";
import { delay } from "./delay.ts";
import type { FetchRequest } from "./request/fetch_request.ts";
import type { Timer } from "./timer.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/**
 * The arguments of one `fetch` call, kept so that they can be dispatched any
 * number of times. What the caller gave is read, never changed, and the body
 * among it is consumed once at most.
 *
 * Requests are derived from it that inherit its members: nothing is private by
 * `#`, and what is set on one of those stays there.
 */
export class ReplayableRequest implements FetchRequest {
  // Declared only: to define each first would weigh more, and take longer.
  declare readonly method: string;
  /** The second argument, with what it leaves to the first. */
  declare readonly init: RequestInit;
  /** The first argument, where it is a `Request`, of whatever class. */
  declare readonly source: Request | undefined;
  /** The first argument; of a `URL`, which can change between attempts, its text. */
  declare readonly input: string | Request;
  /** Why it can be dispatched only once, if that is so and `keep` was called. */
  declare once?: string;
  /** The body, where it was copied, or encoded to be measured. */
  declare bytes?: Uint8Array<ArrayBuffer>;
  /** What its JSON holds, once it was parsed. */
  declare parsed?: unknown;

  /**
   * Constructs a new {@linkcode ReplayableRequest} instance.
   *
   * @param input The first argument.
   * @param given The second one, without members that are `undefined`.
   */
  constructor(input: string | URL | Request, given: RequestInit) {
    // One of another `fetch`'s class has a method, too; neither a text nor a URL has.
    const source = (input as Partial<Request>)?.method ? input as Request : undefined;
    // Any `init` resets the referrer to its default (Fetch, Request constructor, step 12).
    const { method, signal, headers, referrer, referrerPolicy }: RequestInit = source ?? {};
    const init: RequestInit = { method, signal, headers, referrer, referrerPolicy, ...given };
    // The caller's can change between attempts, and an iterator gives its headers once.
    if (init.headers) init.headers = new Headers(init.headers);
    this.init = init;
    this.source = source;
    this.input = input instanceof URL ? input.href : input;
    this.method = (init.method ?? "GET").toUpperCase();
  }

  get url(): string {
    return this.toRequest()?.url ?? String(this.input);
  }

  get headers(): Headers {
    return new Headers(this.init.headers);
  }

  get bodyBytes(): number | undefined {
    const { body } = this;
    if (typeof body === "string") this.bytes ??= new TextEncoder().encode(body);
    return body == null ? 0 : this.bytes?.byteLength;
  }

  text(): string | undefined {
    const { bytes, init: { body } } = this;
    return typeof body === "string" ? body : bytes && new TextDecoder().decode(bytes);
  }

  json(): unknown {
    try {
      // Where there is none, that is no JSON, either.
      return this.parsed ??= JSON.parse(this.text() as string);
    } catch {
      return undefined;
    }
  }

  /** The body that is sent. */
  get body(): BodyInit | null | undefined {
    return this.init.body ?? this.source?.body;
  }

  /** Tells whether its body, if it has one, is said to be JSON. */
  isJson(): boolean {
    const { headers, body } = this.init as { headers?: Headers; body?: { type?: string } };
    // A file has a type of its own.
    return /\bjson\b/i.test(headers?.get("content-type") ?? body?.type ?? "");
  }

  /** Tells whether the platform accepts it: where it does not, sending it again cannot help. */
  valid(): boolean {
    // No other scheme has a network that could fail. Node would have the caller's signal keep a listener.
    return /^http/.test(this.toRequest({ ...this.init, signal: null })?.url as string);
  }

  /**
   * Copies the body, which the caller could change, or the platform use up,
   * before another attempt. One that is a stream, or exceeds `limit` bytes, is
   * left as it is, to be sent once. To be called only where it is needed: Deno
   * sends a body that was read in chunks, without its length.
   */
  async keep(limit: number, signal: AbortSignal | null | undefined): Promise<void> {
    const { source, init: { body } } = this;
    if (this.bytes || this.once || this.bodyBytes === 0) return;
    // Some browsers cannot iterate over a stream.
    if (body instanceof ReadableStream || Symbol.asyncIterator in Object(body)) this.once = "its body is a stream";
    else if (typeof body !== "string") {
      // The original stays whole for the platform, should the copy grow too large.
      const copy = body == null && source?.clone() || new Response(body);
      const { copyBody } = await import("./copy_body.ts");
      this.bytes = await copyBody(this, copy, limit, signal, delay, abortable);
    }
    // A size that nobody knows is not within it, either.
    if (!(this.bodyBytes as number <= limit)) this.once ??= `maxReplayBytes is ${limit}`;
  }

  /** Dispatches it by `fetch`, with what `extra` adds to the caller's `init`, while `ttfb` runs. */
  async dispatch(fetch: UnderlyingFetch, extra: RequestInit, _ttfb?: Timer): Promise<Response> {
    return await fetch(this.input, { ...this.init, ...extra });
  }

  /** Returns what the platform makes of the arguments, `undefined` where it refuses them. */
  toRequest(init?: RequestInit): Request | undefined {
    try {
      return new Request(this.source?.url ?? this.input, init);
    } catch {
      return undefined;
    }
  }
}
