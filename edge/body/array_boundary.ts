import type { Boundary } from "./boundary.ts";
import { HeldBytes, MAX_HELD_BYTES } from "./held_bytes.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
const NOTHING = new Uint8Array();

/**
 * Cuts a JSON array of objects at the ends of its elements. Nothing can be appended behind the end of the array, or to
 * JSON that isn't an array.
 */
export class ArrayBoundary implements Boundary {
  readonly #held = new HeldBytes();
  #depth = 0;
  #inString = false;
  #escaped = false;
  #isArray: boolean | undefined;
  #hasBegun = false;
  #isPartial = false;
  #hasEnded = false;

  push(chunk: Uint8Array): Uint8Array {
    const cut = this.#cut(chunk);
    if (this.#isArray === false) return this.#held.release(chunk);
    if (cut > 0) {
      this.#hasBegun = true;
      this.#isPartial = false;
      return this.#held.releaseUpTo(cut, chunk);
    }
    if (this.#held.length + chunk.byteLength <= MAX_HELD_BYTES) {
      this.#held.add(chunk);
      return NOTHING;
    }
    this.#isPartial = true;
    return this.#held.release(chunk);
  }

  rest(): Uint8Array {
    return this.#held.release(NOTHING);
  }

  get separator(): string | undefined {
    return this.#isPartial || this.#hasEnded || this.#isArray === false ? undefined : "";
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Returns how many bytes of a chunk end a message; `0` if the chunk ends none. */
  #cut(chunk: Uint8Array): number {
    let cut = 0;
    for (let index = 0; index < chunk.byteLength; index++) {
      if (this.#step(chunk[index] ?? 0)) cut = index + 1;
    }
    return cut;
  }

  /** Takes the next byte. Returns whether it ends an element, or the array. */
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
