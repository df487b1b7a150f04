/**
 * Bytes that come as they come, and of which there is a known number.
 *
 * Deno sends a `ReadableStream` in chunks, without a length, and has no other way to give one: of a `Blob` it sends
 * `size` as the length, and what `stream()` returns as the body.
 */
export class SizedBlob extends Blob {
  readonly #source: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #size: number;

  /**
   * Constructs a new {@linkcode SizedBlob} instance.
   *
   * @param source The bytes; they can be read once.
   * @param size How many there are.
   */
  constructor(source: ReadableStream<Uint8Array<ArrayBuffer>>, size: number) {
    super();
    this.#source = source;
    this.#size = size;
  }

  override get size(): number {
    return this.#size;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#source;
  }
}
