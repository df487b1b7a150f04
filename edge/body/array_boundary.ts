import type { Boundary } from "./boundary.ts";
import { HeldBytes } from "./held_bytes.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
const NOTHING = new Uint8Array();

// A larger element goes out in pieces, so that a stream costs no more memory than this.
const MAX_HELD_BYTES = 64 * 2 ** 10;

/** Cuts a JSON array at the ends of its elements, which are objects; behind its own end, and in anything else, nothing follows. */
export class ArrayBoundary implements Boundary {
  readonly #held = new HeldBytes();
  #depth = 0;
  #inString = false;
  #escaped = false;
  #isArray: boolean | undefined;
  #hasBegun = false;
  #isTorn = false;
  #hasEnded = false;

  push(chunk: Uint8Array): Uint8Array {
    const cut = this.#cut(chunk);
    if (this.#isArray === false) return this.#held.release(chunk);
    if (cut > 0) {
      this.#hasBegun = true;
      this.#isTorn = false;
      const elements = this.#held.release(cut === chunk.byteLength ? chunk : chunk.subarray(0, cut));
      this.#held.add(chunk.subarray(cut));
      return elements;
    }
    if (this.#held.length + chunk.byteLength <= MAX_HELD_BYTES) {
      this.#held.add(chunk);
      return NOTHING;
    }
    this.#isTorn = true;
    return this.#held.release(chunk);
  }

  rest(): Uint8Array {
    return this.#held.release(NOTHING);
  }

  get separator(): string | undefined {
    return this.#isTorn || this.#hasEnded || this.#isArray === false ? undefined : "";
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Returns how many bytes of a chunk may go on with those held; `0` where none may. */
  #cut(chunk: Uint8Array): number {
    let cut = 0;
    for (let index = 0; index < chunk.byteLength; index++) {
      if (this.#step(chunk[index] ?? 0)) cut = index + 1;
    }
    return cut;
  }

  /** Takes a byte; returns whether an element, or the array, ends with it. */
  #step(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    if (byte > 0x20) this.#isArray ??= byte === ARRAY;
    if (byte === ARRAY || byte === OBJECT) this.#depth++;
    if (byte !== ARRAY_END && byte !== OBJECT_END) return false;
    this.#depth--;
    if (this.#depth === 0) this.#hasEnded = true;
    return this.#depth < 2 && byte === OBJECT_END || this.#hasEnded;
  }
}
