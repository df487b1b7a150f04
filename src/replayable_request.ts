import { bodySize, bodyText, copyBody, exceeds } from "./body_init.ts";
import type { FetchRequest } from "./fetch_request.ts";
import { readBytes } from "./read_bytes.ts";

/**
 * The arguments of one `fetch` call, kept so that they can be dispatched any
 * number of times. What the caller gave is read, never changed, and its body is
 * consumed once at most.
 */
export class ReplayableRequest implements FetchRequest {
  readonly method: string;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Why it can be dispatched only once, if that is so. */
  once: string | undefined;
  readonly #input: RequestInfo | URL;
  readonly #init: RequestInit;
  #body: BodyInit | null | undefined;
  #headers: Headers | undefined;
  #bodyBytes: number | undefined;
  #json: { value: unknown } | undefined;

  /**
   * @param input The first argument of `fetch`.
   * @param init A copy of the second one, this object's own.
   */
  constructor(input: RequestInfo | URL, init: RequestInit) {
    this.#input = input instanceof URL ? new URL(input) : input;
    this.#init = init;
    // An iterator gives its headers once, and they are looked at here too.
    const { headers } = init;
    if (headers && Symbol.iterator in headers) {
      const iterator = headers[Symbol.iterator]();
      if (iterator === headers as unknown) init.headers = [...headers];
    }
    this.#body = init.body;
    const request = this.#request;
    this.method = (init.method ?? request?.method ?? "GET").toUpperCase();
    this.signal = (init.signal === undefined ? request?.signal : init.signal) ?? undefined;
  }

  get url(): string {
    const url = this.#request?.url ?? String(this.#input);
    const base = globalThis.location?.href;
    return URL.canParse(url, base) ? new URL(url, base).href : url;
  }

  get headers(): Headers {
    return this.#headers ??= new Headers(this.#init.headers ?? this.#request?.headers);
  }

  get bodyBytes(): number | undefined {
    if (this.#hidesBody) return undefined;
    return this.#bodyBytes ??= this.#body == null ? 0 : bodySize(this.#body);
  }

  text(): string | undefined {
    return this.#body == null ? undefined : bodyText(this.#body);
  }

  json(): unknown {
    this.#json ??= { value: parse(this.text()) };
    return this.#json.value;
  }

  /** Whether the platform accepts it: where it does not, sending it again cannot help. */
  get valid(): boolean {
    const body = this.#body == null ? null : copyBody(this.#body);
    try {
      new Request(this.url, { ...this.#init, headers: this.headers, body, signal: null });
      return true;
    } catch {
      return false;
    }
  }

  /** Whether its body is a `Request`'s JSON, that only reading can tell. */
  get hidesJson(): boolean {
    return this.#hidesBody && /\bjson\b/i.test(this.headers.get("content-type") ?? "");
  }

  /**
   * Reads a `Request`'s own body, so that it is at hand and can be sent again.
   * Where it exceeds `limit`, it is left to be streamed once.
   *
   * @param limit Bytes read at most.
   * @param signal What ends the reading.
   */
  async readBody(limit: number, signal?: AbortSignal): Promise<void> {
    const request = this.#request;
    if (!request || !this.#hidesBody) return;
    // The original stays whole for the platform, should the copy grow too large.
    const bytes = await readBytes(request.clone(), limit, signal);
    if (!bytes) return this.#sendOnce(limit);
    this.#body = bytes;
    await request.body?.cancel();
  }

  /**
   * Copies what the caller could change, or the platform use up, between attempts.
   *
   * @param limit Bytes of a body kept at most.
   */
  keep(limit: number): void {
    if (this.#init.headers) this.#init.headers = this.headers;
    if (this.#body == null || this.once) return;
    if (exceeds(this.#body, limit)) return this.#sendOnce(limit);
    const copy = copyBody(this.#body);
    if (copy === undefined) this.once = "its body is a stream";
    else this.#body = copy;
  }

  /** Sets a header on every attempt, unless the caller did. */
  setHeader(name: string, value: string): void {
    if (!this.headers.has(name)) this.headers.set(name, value);
    this.#init.headers = this.headers;
  }

  /** What the caller gave `fetch` as its second argument. */
  get init(): Readonly<RequestInit> {
    return this.#init;
  }

  /** Dispatches it by `fetch`, under `signal`, with what `extra` adds to the caller's `init`. */
  async dispatch(
    fetch: typeof globalThis.fetch,
    signal: AbortSignal | undefined,
    extra?: object,
  ): Promise<Response> {
    const init: RequestInit = { ...referrerOf(this.#request), ...this.#init, ...extra, signal };
    if (this.#body != null) init.body = this.#body;
    return await fetch(this.#input, init);
  }

  get #request(): Request | undefined {
    return this.#input instanceof Request ? this.#input : undefined;
  }

  get #hidesBody(): boolean {
    return this.#body == null && !!this.#request?.body;
  }

  #sendOnce(limit: number): void {
    this.once = `its body exceeds maxReplayBytes (${limit})`;
  }
}

function parse(text: string | undefined): unknown {
  try {
    return text && JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Any member in `init` resets these two to their defaults (Fetch, Request constructor, step 12).
function referrerOf(request: Request | undefined): RequestInit | undefined {
  return request && { referrer: request.referrer, referrerPolicy: request.referrerPolicy };
}
