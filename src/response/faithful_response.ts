import { runtime } from "../runtime/select_runtime.ts";

/** A response that has a body. */
export type ResponseWithBody = Response & { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

// A polyfill has plain members instead of getters, and its constructor can't set them on a class with getters.
const isPlatformClass = typeof Response === "function" && "url" in Response.prototype;

/** Returns whether a response of the underlying `fetch` can be recreated with another body. */
export function canReplaceBody(response: Response | null | undefined): response is ResponseWithBody {
  const { status, body, bodyUsed } = Object(response) as Partial<Response>;
  // The body of another `fetch`, such as node-fetch, has no `getReader()`.
  const isReadable = typeof body?.getReader === "function" && !body.locked && !bodyUsed;
  // Chromium gives these three an empty body, but the constructor rejects one.
  return isPlatformClass && isReadable && Number(status) < 600 && status !== 204 && status !== 205 && status !== 304;
}

/** Second argument of a response's constructor. */
export type Model = Pick<Response, "status" | "headers">;

/**
 * Returns the constructor's argument for a response with another body. The runtime has to send and store it like the
 * original. If the runtime marks the original as decoded, the headers of the encoded body are left out. The caller sees
 * the original's headers.
 *
 * @param original The platform's response.
 * @param request The request that it answers.
 */
export function modelOf(original: Response, request: { readonly headers: Headers }): Model {
  if (!runtime.marksDecoded(original, request)) return original;
  const headers = new Headers(original.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  return { status: original.status, headers };
}

/**
 * A response with another body that looks like the original. It has the `url`, `redirected` and `type` of the original.
 * Its headers, and those of its clones, are immutable if the original's are.
 */
export class FaithfulResponse extends Response {
  static {
    // The console prints the name of the platform's class.
    this.prototype.constructor = Response;
    // Older platforms have no `bytes()`.
    if (!("bytes" in Response.prototype)) delete (this.prototype as { bytes?: unknown }).bytes;
  }

  readonly #original: Response;
  // Kept, since undici cancels the body of a response that is garbage-collected.
  readonly #model: Model;
  readonly #broken: AbortSignal | undefined;
  #headers: Headers | undefined;

  /**
   * Constructs a new {@linkcode FaithfulResponse} instance.
   *
   * @param original The platform's response.
   * @param body The new body.
   * @param broken Aborts when the body errors.
   * @param model Status and headers for the constructor.
   */
  constructor(
    original: Response,
    body: BodyInit | null,
    broken?: AbortSignal,
    model: Model = original,
  ) {
    // Without the reason phrase: the constructor rejects some that servers send.
    const { status, headers } = model;
    super(body, { status, headers });
    this.#original = original;
    this.#broken = broken;
    this.#model = model;
  }

  // Getters, since some runtimes serialize the URL at each access.
  override get url(): string {
    return this.#original.url;
  }

  override get statusText(): string {
    return this.#original.statusText;
  }

  override get redirected(): boolean {
    return this.#original.redirected;
  }

  override get type(): ResponseType {
    return this.#original.type;
  }

  override get headers(): Headers {
    // The constructor of a class that replaces the platform's, such as MSW's, reads this before our field exists.
    if (!(#original in this)) return super.headers;
    // Cached, since the check throws an exception.
    return this.#headers ??= asChangeable(this.#original.headers, super.headers);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#rejected() ?? super.arrayBuffer();
  }

  override blob(): Promise<Blob> {
    return this.#rejected() ?? this.#typed() ?? super.blob();
  }

  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#rejected() ?? super.bytes();
  }

  override formData(): Promise<FormData> {
    return this.#rejected() ?? super.formData();
  }

  override json(): Promise<unknown> {
    return this.#rejected() ?? super.json();
  }

  override text(): Promise<string> {
    return this.#rejected() ?? super.text();
  }

  override clone(): FaithfulResponse {
    const clone = super.clone();
    return new FaithfulResponse(this.#original, clone.body, this.#broken, clone);
  }

  /** Returns what a reader of an errored body gets: the error at once, and each time again, like undici's. */
  #rejected(): Promise<never> | undefined {
    const isBroken = #original in this && this.#broken?.aborted && !this.bodyUsed;
    return isBroken ? Promise.reject(this.#broken?.reason) : undefined;
  }

  /** Returns a blob with the right type, if the platform loses it. */
  #typed(): Promise<Blob> | undefined {
    const type = runtime.blobType(this.headers);
    return type === undefined ? undefined : super.blob().then((blob) => new Blob([blob], { type }));
  }
}

/** Returns a copy of the headers if they are mutable: only those of a response that a program made are. */
function asChangeable(headers: Headers, copy: Headers): Headers {
  try {
    headers.delete("-");
    return copy;
  } catch {
    return headers;
  }
}
