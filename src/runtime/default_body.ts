import type { OpenBody } from "./runtime.ts";

/** A body that is read by a default reader. */
export class DefaultBody implements OpenBody {
  readonly #body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #isBytes: boolean | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

  /**
   * Constructs a new {@linkcode DefaultBody} instance.
   *
   * @param body The body, which gets locked.
   * @param isBytes Whether it's a byte stream, if that's known.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, isBytes?: boolean) {
    this.#body = body;
    this.#isBytes = isBytes;
    this.#reader = body.getReader();
  }

  isByteStream(): boolean {
    if (this.#isBytes !== undefined) return this.#isBytes;
    // Only a BYOB reader shows it.
    this.#reader.releaseLock();
    try {
      this.#body.getReader({ mode: "byob" }).releaseLock();
      return true;
    } catch {
      return false;
    } finally {
      this.#reader = this.#body.getReader();
    }
  }

  closed(): Promise<unknown> {
    return this.#reader.closed;
  }

  read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    return this.#reader.read();
  }

  cancel(reason?: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }
}
