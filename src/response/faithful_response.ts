import { runtime } from "../runtime/select_runtime.ts";

/** A response that has a body. */
export type ResponseWithBody = Response & { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

// A polyfill's has plain members in the place of getters, which a class that has getters can't set.
const isPlatformClass = typeof Response === "function" && "url" in Response.prototype;

/** Tells whether a response, or what a `fetch` underneath returned in its place, can be made again around another body. */
export function canReplaceBody(response: Response | null | undefined): response is ResponseWithBody {
  const { status, body, bodyUsed } = Object(response) as Partial<Response>;
  // That of another `fetch`, such as node-fetch's, takes no reader.
  const isReadable = typeof body?.getReader === "function" && !body.locked && !bodyUsed;
  // Chromium gives a body, an empty one, even to these three, with which the constructor takes none.
  return isPlatformClass && isReadable && Number(status) < 600 && status !== 204 && status !== 205 && status !== 304;
}

/** What a response is made with, beside its body. */
export type Model = Pick<Response, "status" | "headers">;

/**
 * Returns what a response with another body is made with, so that the runtime sends and stores it as it does the original:
 * where it marks that as decoded, without the headers that tell of the encoded body. The caller sees the original's.
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
 * A response with another body that can't be told from the original. Its `url`, `redirected` and `type` are the original's.
 * Its headers are immutable where the original's are, and so are its clones'.
 */
export class FaithfulResponse extends Response {
  static {
    // Whoever prints it sees the platform's class.
    this.prototype.constructor = Response;
    // Older platforms have none.
    if (!("bytes" in Response.prototype)) delete (this.prototype as { bytes?: unknown }).bytes;
  }

  readonly #original: Response;
  // Kept, since undici ends the body of a response that is garbage-collected.
  readonly #model: Model;
  readonly #broken: AbortSignal | undefined;
  #headers: Headers | undefined;

  /**
   * Constructs a new {@linkcode FaithfulResponse} instance.
   *
   * @param original The platform's response.
   * @param body What its body is replaced by.
   * @param broken Aborts when the body errors.
   * @param model Whose status and headers it's made with.
   */
  constructor(
    original: Response,
    body: BodyInit | null,
    broken?: AbortSignal,
    model: Model = original,
  ) {
    // No reason phrase: the constructor refuses some that servers send.
    const { status, headers } = model;
    super(body, { status, headers });
    this.#original = original;
    this.#broken = broken;
    this.#model = model;
  }

  // Getters: some runtimes serialize the URL at each look.
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
    // The constructor of a class in the platform's place, as MSW has one, asks before this is one of ours.
    if (!(#original in this)) return super.headers;
    // Kept, since finding that out takes an exception.
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

  /** Returns what a reader of a body that errored gets: at once, and again, as from undici. */
  #rejected(): Promise<never> | undefined {
    const isBroken = #original in this && this.#broken?.aborted && !this.bodyUsed;
    return isBroken ? Promise.reject(this.#broken?.reason) : undefined;
  }

  /** Returns a blob of the right type, where the platform loses that. */
  #typed(): Promise<Blob> | undefined {
    const type = runtime.blobType(this.headers);
    return type === undefined ? undefined : super.blob().then((blob) => new Blob([blob], { type }));
  }
}

/** Returns the copy of headers where those can be changed: only those of a response that a program made can. */
function asChangeable(headers: Headers, copy: Headers): Headers {
  try {
    headers.delete("-");
    return copy;
  } catch {
    return headers;
  }
}
