import { joinBytes } from "./join_bytes.ts";

/** Bytes of a message whose end hasn't come yet. */
export class HeldBytes {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#chunks.push(bytes);
    this.#length += bytes.byteLength;
  }

  /** Returns the held bytes followed by the given ones, and holds none any more. */
  release(bytes: Uint8Array): Uint8Array {
    if (this.#length === 0) return bytes;
    const all = joinBytes([...this.#chunks, bytes], this.#length + bytes.byteLength);
    this.#chunks = [];
    this.#length = 0;
    return all;
  }
}
