const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

// "jsonrpc", each character of it escaped.
const LONGEST_NAME = 42;
// Longer than "true", and as long as "false" and one character more.
const LONGEST_LITERAL = 6;
const LITERALS = new Map([["true", true], ["false", false]]);

/**
 * Finds out what a JSON text asks for as it comes, without building its value: that of 16 MB of `[[],[],…` takes
 * seconds, in which nobody else is served.
 */
export class JsonScan {
  #depth = 0;
  #values = 0;
  #isObject = false;
  #isClosed = false;
  #inString = false;
  #escaped = false;
  /** Whether the next string at the top level is a name. */
  #expectsName = false;
  /** Bytes of the name that is being read, or of the literal behind one that is looked for. */
  #bytes: number[] | undefined;
  #name = "";
  #stream = "";
  #isJsonRpc = false;
  #hasModel = false;

  /** Values that the text holds, about: parsing takes as long as there are many. */
  get values(): number {
    return this.#values;
  }

  /** Whether the value has come to its end. */
  get isWhole(): boolean {
    return this.#isClosed;
  }

  /**
   * What is known of the value, or of the beginning of it that came: the members at the top level by which requests for
   * streams are told from others. `model` is a text without its letters; what is no object is an empty array.
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
    this.#name = this.#bytes ? unescaped(this.#bytes) : "";
    this.#bytes = undefined;
    // Of several members of one name the last counts, as in `JSON.parse()`.
    if (this.#name === "stream") this.#stream = "";
    if (this.#name === "jsonrpc") this.#isJsonRpc = true;
    if (this.#name === "model") this.#hasModel = true;
  }

  #endMember(): void {
    this.#expectsName = false;
    this.#name = "";
  }
}

function unescaped(bytes: number[]): string {
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
