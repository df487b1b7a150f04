import { joinBytes } from "./join_bytes.ts";

/** Bytes that wait for the end of their message. */
export class HeldBytes {
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds some. */
  add(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#chunks.push(bytes);
    this.#length += bytes.byteLength;
  }

  /** Returns them all, and those behind them; none are held from then on. */
  release(bytes: Uint8Array): Uint8Array {
    if (this.#length === 0) return bytes;
    const all = joinBytes([...this.#chunks, bytes], this.#length + bytes.byteLength);
    this.#chunks = [];
    this.#length = 0;
    return all;
  }
}
