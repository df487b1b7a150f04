/** The body of a request, which attempts may send repeatedly. */
export class RequestBody {
  /** The value that is sent. Some runtimes use it up, and need a new copy for each attempt. */
  readonly value: BodyInit | null | undefined;
  /** Why it can be sent only once, if that's so. */
  readonly once: string | undefined;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #json: { readonly value: unknown } | undefined;

  /**
   * @param value The value that is sent.
   * @param once Why it can be sent only once, if that's so.
   * @param bytes Its bytes, if they are in memory, but aren't the value itself.
   */
  constructor(value: BodyInit | null | undefined, once?: string, bytes?: Uint8Array<ArrayBuffer>) {
    this.value = value;
    this.once = once;
    this.#bytes = bytes ?? bytesOf(value);
  }

  /** Its length in bytes; `0` without a body, `undefined` if it isn't known before it's sent. */
  get byteLength(): number | undefined {
    const { value } = this;
    if (value === null || value === undefined) return 0;
    if (value instanceof Blob) return value.size;
    if (typeof value === "string") this.#bytes ??= new TextEncoder().encode(value);
    return this.#bytes?.byteLength;
  }

  /** Returns the body as text; `undefined` if it isn't text or bytes in memory. */
  text(): string | undefined {
    const { value } = this;
    return typeof value === "string" ? value : this.#bytes && new TextDecoder().decode(this.#bytes);
  }

  /** Returns the parsed JSON; `undefined` if the body isn't JSON. It's parsed once only. */
  json(): unknown {
    this.#json ??= { value: parse(this.text()) };
    return this.#json.value;
  }
}

/** Returns a view of the bytes. */
function bytesOf(value: BodyInit | null | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
