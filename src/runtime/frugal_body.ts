import type { OpenBody } from "./runtime.ts";

// What a read brings until one was filled.
const FIRST = 4_096;
const FURTHER = 65_536;

/**
 * A body on Deno, where a platform's body allocates 64 KiB for each read that brings no buffer: it brings one that serves
 * for the next read, too, if it wasn't filled.
 */
export class FrugalBody implements OpenBody {
  readonly #reader: ReadableStreamBYOBReader;
  #buffer = new ArrayBuffer(FIRST);

  /**
   * Constructs a new {@linkcode FrugalBody} instance.
   *
   * @param body The body, which gets locked.
   *
   * @throws {TypeError} If it isn't a byte stream.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = body.getReader({ mode: "byob" });
  }

  isByteStream(): boolean {
    return true;
  }

  closed(): Promise<unknown> {
    return this.#reader.closed;
  }

  async read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    // A read that fails keeps the buffer.
    if (this.#buffer.detached) this.#buffer = new ArrayBuffer(FIRST);
    const { done, value } = await this.#reader.read(new Uint8Array(this.#buffer));
    if (done || !value) return { done: true, value: undefined };
    if (value.byteLength < value.buffer.byteLength) {
      this.#buffer = value.buffer;
      return { done, value: value.slice() };
    }
    this.#buffer = new ArrayBuffer(FURTHER);
    return { done, value };
  }

  cancel(reason?: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }
}
