import { runtime } from "../runtime/select_runtime.ts";

/** A response that has a body. */
export type ResponseWithBody = Response & { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

/** Tells whether a response can be made again around another body. */
export function canReplaceBody(response: Response): response is ResponseWithBody {
  const { status, body } = response;
  // Chromium gives a body, an empty one, even to these three, with which the constructor takes none.
  return !!body && !body.locked && !response.bodyUsed && status < 600 && status !== 204 && status !== 205 &&
    status !== 304;
}

/**
 * A response with another body that cannot be told from the original: its `url`,
 * `redirected` and `type` are the original's, its headers are immutable where
 * those were, and so are its clones'.
 */
export class FaithfulResponse extends Response {
  static {
    // Whoever asks, or prints it, is told the platform's class.
    this.prototype.constructor = Response;
  }

  readonly #original: Response;
  // Kept, since undici ends the body of a response that is garbage-collected: a clone has that of a temporary one.
  readonly #model: Response;
  #headers: Headers | undefined;

  /**
   * Constructs a new {@linkcode FaithfulResponse} instance.
   *
   * @param original The platform's response.
   * @param body What its body is replaced by.
   * @param model Whose status and headers it has.
   */
  constructor(original: Response, body: BodyInit | null, model = original) {
    // No reason phrase: the constructor refuses some that servers send.
    const { status, headers } = model;
    super(body, { status, headers });
    this.#original = original;
    this.#model = model;
  }

  // Getters: a runtime that serializes the URL at each look need not for those who never look.
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
    // Kept: to find that out at every look would be dear.
    return this.#headers ??= asChangeable(this.#original.headers, super.headers);
  }

  override async blob(): Promise<Blob> {
    const blob = await super.blob();
    const type = runtime.blobType(this.headers);
    return type === undefined || type === blob.type ? blob : new Blob([blob], { type });
  }

  override clone(): FaithfulResponse {
    const clone = super.clone();
    return new FaithfulResponse(this.#original, clone.body, clone);
  }
}

/** Returns the copy of headers where those can be changed, as only a response's can that a program made. */
function asChangeable(headers: Headers, copy: Headers): Headers {
  try {
    headers.delete("-");
    return copy;
  } catch {
    return headers;
  }
}
