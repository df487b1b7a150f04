import type { Boundary } from "./boundary.ts";
import { HeldBytes, MAX_HELD_BYTES } from "./held_bytes.ts";

const LF = 0x0a;
const NOTHING = new Uint8Array();

/** Cuts a body at the ends of its lines. */
export class LineBoundary implements Boundary {
  readonly #held = new HeldBytes();
  #isPartial = false;
  #hasBegun = false;

  push(chunk: Uint8Array): Uint8Array {
    const cut = chunk.lastIndexOf(LF) + 1;
    if (cut > 0) {
      this.#isPartial = false;
      this.#hasBegun = true;
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

  get separator(): string {
    return this.#isPartial ? "\n" : "";
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }
}
