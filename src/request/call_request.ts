import type { Continuation } from "../resume/resume_policy.ts";
import { abortable } from "../time/abortable.ts";
import { absoluteUrl } from "./absolute_url.ts";
import { copyHeaders, withHeader } from "./copy_headers.ts";
import type { FetchRequest } from "./fetch_request.ts";
import { keepBody } from "./keep_body.ts";
import { isCancellable, readRequestBody } from "./read_request_body.ts";
import { RequestBody } from "./request_body.ts";
import { fetchArguments, type RequestParts } from "./request_parts.ts";
import { atUrl, continuedBy, replacedBy } from "./retarget.ts";
import type { StreamRequest } from "./stream_request.ts";
import type { UnderlyingFetch } from "./underlying_fetch.ts";

/**
 * The arguments of one `fetch` call, as a value that can be dispatched any number of times. What the caller gave is read,
 * never changed. What an attempt changes, it changes in a copy.
 */
export class CallRequest implements FetchRequest {
  readonly method: string;
  readonly #parts: RequestParts;
  #url: string | undefined;

  private constructor(parts: RequestParts) {
    this.#parts = parts;
    this.method = (parts.init.method ?? parts.source?.method ?? "GET").toUpperCase();
  }

  /**
   * Reads the arguments of a call.
   *
   * @param input The first argument.
   * @param given The second one, without members that are `undefined`.
   */
  static from(input: string | URL | Request, { body, ...init }: RequestInit): CallRequest {
    // A `Request` of another `fetch`'s class has a method, too. Neither a text nor a URL has one.
    const source = typeof (input as Request)?.method === "string" ? input as Request : undefined;
    // An iterator gives its headers once, and the caller can change any others between two attempts.
    if (init.headers) init.headers = copyHeaders(init.headers);
    return new CallRequest({
      source,
      address: source ? "" : String(input),
      init,
      body: body === undefined && source ? undefined : new RequestBody(body),
    });
  }

  get url(): string {
    return this.#url ??= this.#parts.source?.url ?? absoluteUrl(this.#parts.address);
  }

  get headers(): Headers {
    return new Headers(this.#parts.init.headers ?? this.#parts.source?.headers);
  }

  get bodyBytes(): number | undefined {
    return this.hasBody ? this.#parts.body?.byteLength : 0;
  }

  get stream(): StreamRequest | undefined {
    return this.#parts.stream;
  }

  /** Why it can be sent only once, if it can. */
  get once(): string | undefined {
    return this.#parts.body ? this.#parts.body.once : this.#parts.once;
  }

  /** The caller's signal. */
  get signal(): AbortSignal | null | undefined {
    const { init, source } = this.#parts;
    return init.signal === undefined ? source?.signal : init.signal;
  }

  /** The caller's second argument, without the body. */
  get init(): RequestInit {
    return this.#parts.init;
  }

  /** Whether a body is sent, or may be. */
  get hasBody(): boolean {
    const { source, body } = this.#parts;
    if (body) return body.value !== null && body.value !== undefined;
    // Firefox has no `Request.body`: only the method tells.
    return source?.body === undefined ? !/^(GET|HEAD)$/.test(this.method) : source.body !== null;
  }

  /** Whether it must leave in the turn of the call, for a page that is about to go. */
  get keepalive(): boolean {
    const { init, source } = this.#parts;
    return init.keepalive ?? source?.keepalive ?? false;
  }

  text(): string | undefined {
    return this.#parts.body?.text();
  }

  json(): unknown {
    return this.#parts.body?.json();
  }

  /** Whether its body is JSON by its type, but isn't a text: only its bytes tell whether it asks for a stream. */
  isUnreadJson(): boolean {
    const { body, source, init } = this.#parts;
    if (typeof body?.value === "string") return false;
    const type = body?.value instanceof Blob ? body.value.type : undefined;
    const headers = init.headers ?? source?.headers;
    const isJson = /\bjson\b/i.test((headers && new Headers(headers).get("content-type")) ?? type ?? "");
    // Deno sends a body without its length once somebody has looked at it.
    return isJson && this.hasBody;
  }

  /** Whether the platform accepts it: if it doesn't, a retry can't help. */
  isValid(): boolean {
    // Only these have a network that could fail.
    if (!/^https?:/.test(this.url)) return false;
    try {
      this.#made();
      return true;
    } catch {
      return false;
    }
  }

  /** Cancels a body that won't be sent. */
  cancelBody(reason: unknown): void {
    const { body, source } = this.#parts;
    if (source && !isCancellable(source)) return;
    const stream = body?.value ?? source?.body;
    if (stream instanceof ReadableStream && !stream.locked) stream.cancel(reason).catch(() => {});
  }

  /** Throws what the platform throws if the arguments are invalid. */
  validate(): void {
    const { body, source } = this.#parts;
    if (!body && source?.bodyUsed) {
      throw new TypeError("Cannot send the Request: expected an unused body, got a used one");
    }
    this.#made();
  }

  /**
   * Returns the request with a body that further attempts can send too, or with the reason why they can't. Only the body
   * of a `Request`, and a file of JSON, has to be read.
   *
   * @param limit Bytes above which a body is sent once.
   * @param signal What ends the reading early, if anything does.
   */
  keep(limit: number, signal: AbortSignal | null | undefined): CallRequest | Promise<CallRequest> {
    const { body, source, init } = this.#parts;
    if (!this.hasBody || this.once || this.#parts.isKept) return this;
    if (!body) return this.#keepSource(source as Request, limit, signal);
    const { body: kept, type } = keepBody(body.value, limit);
    const headers = type ? withHeader(init.headers ?? source?.headers, "content-type", type) : init.headers;
    const request = this.#with({ body: kept, init: headers ? { ...init, headers } : init, isKept: true });
    const isUnread = kept.value instanceof Blob && !kept.once && this.isUnreadJson();
    return isUnread ? request.#readFile(kept.value, signal) : request;
  }

  /** Returns the request, known to ask for a stream. */
  withStream(stream: StreamRequest): CallRequest {
    return this.#with({ stream });
  }

  /** Returns the request with a header, unless the caller set that. */
  withHeader(name: string, value: string): CallRequest {
    const { init, source } = this.#parts;
    return this.#with({ init: { ...init, headers: withHeader(init.headers ?? source?.headers, name, value) } });
  }

  /** Returns the same request to another URL. */
  at(url: string): CallRequest {
    return new CallRequest(atUrl(this.#parts, url));
  }

  /** Returns another request in its place, with headers of its own. */
  replacedBy(target: Request, headers: Headers): CallRequest {
    return new CallRequest(replacedBy(this.#parts, target, headers, this.hasBody));
  }

  /** Returns the request that continues the answer to this one. */
  continuedBy(continuation: Continuation): CallRequest {
    return new CallRequest(continuedBy(this.#parts, this.url, continuation));
  }

  /**
   * Calls a `fetch` with the caller's arguments.
   *
   * @param fetch The `fetch`.
   * @param extra What the attempt adds to the second argument; its signal among it.
   */
  async dispatch(fetch: UnderlyingFetch, extra: RequestInit): Promise<Response> {
    return await fetch(...fetchArguments(this.#parts, extra));
  }

  #with(changes: Partial<RequestParts>): CallRequest {
    return new CallRequest({ ...this.#parts, ...changes });
  }

  async #keepSource(source: Request, limit: number, signal: AbortSignal | null | undefined): Promise<CallRequest> {
    if (!(source instanceof Request)) return this.#with({ once: "its class isn't the platform's" });
    const isJson = this.isUnreadJson();
    // This uses the caller's up in the turn of the call, as the platform does.
    const own = new Request(source, { signal: null });
    // On Bun it doesn't.
    if (!source.bodyUsed && !source.body?.locked) source.body?.cancel().catch(() => {});
    const init = { signal: source.signal, ...this.#parts.init };
    const { bytes, once } = await readRequestBody(own, { limit, isJson, signal });
    // Node 20 uses bytes in a `Request` up, so that it has none to send along with a redirect; but not a file.
    const body = bytes && new RequestBody(new Blob([bytes]), undefined, bytes);
    return this.#with({ source: own, init, once, body, isKept: true });
  }

  async #readFile(file: Blob, signal: AbortSignal | null | undefined): Promise<CallRequest> {
    const bytes = new Uint8Array(await abortable(file.arrayBuffer(), signal));
    return this.#with({ body: new RequestBody(file, undefined, bytes) });
  }

  /** Makes the `Request` that the platform makes of the arguments, without the body of a source: that would use it up. */
  #made(): Request {
    const { source, address, init, body } = this.#parts;
    const { method } = this;
    const sent = body || !this.hasBody ? body?.value : "";
    return new Request(source?.url ?? address, { ...init, method, body: sent, signal: null });
  }
}
