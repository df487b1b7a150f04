/**
 * Splits a text into its top-level JSON objects, or into the objects of its top-level array.
 *
 * It counts brackets, and doesn't parse. Invalid JSON shows only when the objects are parsed.
 */
export class ObjectSplitter {
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #pieces: string[] = [];
  /** Characters of the object that isn't whole yet. */
  pending = 0;
  /** Whether a character came that isn't valid between objects. */
  isForeign = false;

  /** Takes the next text, and returns the objects that it completes. */
  push(text: string): string[] {
    const objects: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const change = this.#step(text.charCodeAt(at));
      if (change === "begins") start = at;
      if (change !== "ends") continue;
      this.#pieces.push(text.slice(start, at + 1));
      objects.push(this.take());
    }
    if (this.#depth > 0) {
      const piece = text.slice(start);
      this.#pieces.push(piece);
      this.pending += piece.length;
    }
    return objects;
  }

  /** Removes and returns the object that isn't whole yet. */
  take(): string {
    const object = this.#pieces.join("");
    this.#pieces = [];
    this.pending = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
    return object;
  }

  #step(code: number): "begins" | "ends" | undefined {
    if (this.#inString) return this.#stepInString(code);
    if (code === QUOTE && this.#depth > 0) this.#inString = true;
    else if (code === OPEN || (code === OPEN_ARRAY && this.#depth > 0)) {
      return this.#depth++ === 0 ? "begins" : undefined;
    } else if (code === CLOSE || code === CLOSE_ARRAY) {
      if (this.#depth > 0 && --this.#depth === 0) return "ends";
    } else if (this.#depth === 0 && !BETWEEN.has(code)) this.isForeign = true;
    return undefined;
  }

  #stepInString(code: number): undefined {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === BACKSLASH) this.#isEscaped = true;
    else if (code === QUOTE) this.#inString = false;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
// White space, comma, and the bracket that an array begins with.
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, OPEN_ARRAY]);
