const CHUNK_BYTES = 64 * 2 ** 10;

/**
 * Creates a stream of bytes without copying them.
 *
 * @param bytes The bytes. They must not change before the stream has ended.
 * @returns The stream.
 */
export function byteStream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.byteLength) return controller.close();
      controller.enqueue(bytes.subarray(at, at += CHUNK_BYTES));
    },
  }, { highWaterMark: 0 });
}
