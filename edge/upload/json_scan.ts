const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

// The length of "jsonrpc" with each character escaped.
const LONGEST_NAME = 42;
// One more than the length of "false", so that a longer literal is noticed.
const LONGEST_LITERAL = 6;
const LITERALS = new Map([["true", true], ["false", false]]);

/**
 * Scans a JSON text chunk by chunk for the members that ask for a stream. It doesn't build the value: to parse 16 MB of
 * `[[],[],…` takes seconds, and blocks every other request.
 */
export class JsonScan {
  #depth = 0;
  #values = 0;
  #isObject = false;
  #isClosed = false;
  #inString = false;
  #escaped = false;
  /** Whether the next string is a name of the top level. */
  #expectsName = false;
  /** Bytes of the name that is being read. */
  #bytes: number[] | undefined;
  #name = "";
  #stream = "";
  #isJsonRpc = false;
  #hasModel = false;

  /** Approximate number of values in the text, to which the time of parsing is proportional. */
  get values(): number {
    return this.#values;
  }

  /** Whether the value is complete. */
  get isWhole(): boolean {
    return this.#isClosed;
  }

  /**
   * The value as far as it's known: the members of its top level that tell whether the request asks for a stream.
   * `model` is an empty string, whatever its value. A value that isn't an object is an empty array.
   */
  get sketch(): object {
    if (!this.#isObject) return [];
    const stream = LITERALS.get(this.#stream);
    return {
      ...(this.#isJsonRpc ? { jsonrpc: "2.0" } : {}),
      ...(this.#hasModel ? { model: "" } : {}),
      ...(stream === undefined ? {} : { stream }),
    };
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#inString) this.#inside(byte);
      else this.#outside(byte);
    }
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      if (this.#expectsName) this.#endName();
      return;
    }
    if (this.#expectsName && this.#bytes && this.#bytes.push(byte) > LONGEST_NAME) this.#bytes = undefined;
  }

  #outside(byte: number): void {
    switch (byte) {
      case QUOTE:
        this.#inString = true;
        if (this.#expectsName) this.#bytes = [];
        return;
      case ARRAY:
      case OBJECT:
        if (this.#depth++ === 0) this.#isObject = this.#expectsName = byte === OBJECT;
        this.#values++;
        return;
      case ARRAY_END:
      case OBJECT_END:
        if (this.#depth === 1) this.#endMember();
        if (--this.#depth === 0) this.#isClosed = true;
        return;
      case COMMA:
        this.#values++;
        if (this.#depth !== 1) return;
        this.#endMember();
        this.#expectsName = this.#isObject;
        return;
      case COLON:
        return;
    }
    const isSpace = byte <= 0x20;
    if (!isSpace && this.#depth === 1 && this.#name === "stream" && this.#stream.length < LONGEST_LITERAL) {
      this.#stream += String.fromCharCode(byte);
    }
  }

  #endName(): void {
    this.#expectsName = false;
    this.#name = this.#bytes ? unescape(this.#bytes) : "";
    this.#bytes = undefined;
    // The last of several members with one name counts, as in `JSON.parse()`.
    if (this.#name === "stream") this.#stream = "";
    if (this.#name === "jsonrpc") this.#isJsonRpc = true;
    if (this.#name === "model") this.#hasModel = true;
  }

  #endMember(): void {
    this.#expectsName = false;
    this.#name = "";
  }
}

function unescape(bytes: number[]): string {
  const isEscaped = bytes.includes(BACKSLASH);
  if (!isEscaped && ![5, 6, 7].includes(bytes.length)) return "";
  const text = String.fromCharCode(...bytes);
  if (!isEscaped) return text;
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return "";
  }
}
