/**
 * A stream of known length, in the shape of a `Blob`.
 *
 * Deno sends a `ReadableStream` without a `Content-Length`. For a `Blob` it sends `size` as the length, and what
 * `stream()` returns as the body.
 */
export class SizedBlob extends Blob {
  readonly #source: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #size: number;

  /**
   * Constructs a new {@linkcode SizedBlob} instance.
   *
   * @param source The stream. It can be read once.
   * @param size Length of the stream in bytes.
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
