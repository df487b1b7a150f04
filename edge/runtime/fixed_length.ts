interface FixedLengthStreamConstructor {
  new (length: number): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>;
}

/**
 * Makes a body whose length the client is told beforehand, so that it sees where
 * one falls short. On Workers a header is not enough; elsewhere the body stays as it is.
 *
 * @param body The source.
 * @param length Bytes of it.
 */
export function fixedLength<T extends Uint8Array>(
  body: ReadableStream<T>,
  length: number,
): ReadableStream<T | Uint8Array<ArrayBuffer>> {
  const { FixedLengthStream } = globalThis as { FixedLengthStream?: FixedLengthStreamConstructor };
  if (!FixedLengthStream) return body;
  const { readable, writable } = new FixedLengthStream(length);
  // An error passes to `readable`, and a cancellation back to `body`.
  body.pipeTo(writable).catch(() => {});
  return readable;
}
