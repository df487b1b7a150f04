/** The body of a request, as far as it can be looked at and sent again. */
export class RequestBody {
  /** What is sent; a new copy is needed only where a runtime uses it up. */
  readonly value: BodyInit | null | undefined;
  /** Why it can be sent only once, if that's so. */
  readonly once: string | undefined;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #json: { readonly value: unknown } | undefined;

  /**
   * @param value What is sent.
   * @param once Why it can be sent only once, if that's so.
   * @param bytes Its bytes, where they are at hand although it isn't made of them.
   */
  constructor(value: BodyInit | null | undefined, once?: string, bytes?: Uint8Array<ArrayBuffer>) {
    this.value = value;
    this.once = once;
    this.#bytes = bytes ?? bytesOf(value);
  }

  /** Its length in bytes; `0` without a body, `undefined` where it isn't known before it is sent. */
  get byteLength(): number | undefined {
    const { value } = this;
    if (value === null || value === undefined) return 0;
    if (value instanceof Blob) return value.size;
    if (typeof value === "string") this.#bytes ??= new TextEncoder().encode(value);
    return this.#bytes?.byteLength;
  }

  /** Returns it where it is text or bytes at hand. */
  text(): string | undefined {
    const { value } = this;
    return typeof value === "string" ? value : this.#bytes && new TextDecoder().decode(this.#bytes);
  }

  /** Returns what its JSON holds, `undefined` where it holds none; it's parsed once. */
  json(): unknown {
    this.#json ??= { value: parse(this.text()) };
    return this.#json.value;
  }
}

/** Views them, without a copy. */
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
