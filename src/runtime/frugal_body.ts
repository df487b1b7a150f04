import type { OpenBody } from "./runtime.ts";

// Bytes of the first buffer. It grows once a read has filled it.
const FIRST = 4_096;
const FURTHER = 65_536;

/**
 * A body on Deno that is read by a BYOB reader. Otherwise, Deno allocates 64 KiB for each read. A buffer that wasn't
 * filled is used for the next read, too.
 */
export class FrugalBody implements OpenBody {
  readonly #reader: ReadableStreamBYOBReader;
  #buffer = new ArrayBuffer(FIRST);

  /**
   * Constructs a new {@linkcode FrugalBody} instance.
   *
   * @param body The body, which gets locked.
   *
   * @throws {TypeError} If the body isn't a byte stream.
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
    // A failed read keeps the buffer.
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
