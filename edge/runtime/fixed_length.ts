interface FixedLengthStreamConstructor {
  new (length: number): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>;
}

/**
 * Creates a body that is sent with a `Content-Length`, so that its reader notices if it breaks off. On Workers,
 * the header alone isn't enough: the length comes from a `FixedLengthStream`.
 *
 * @param body The source.
 * @param length Length of the body in bytes.
 * @returns The body; on other runtimes than Workers, the source itself.
 */
export function fixedLength<T extends Uint8Array>(
  body: ReadableStream<T>,
  length: number,
): ReadableStream<T | Uint8Array<ArrayBuffer>> {
  const { FixedLengthStream } = globalThis as { FixedLengthStream?: FixedLengthStreamConstructor };
  if (!FixedLengthStream) return body;
  const { readable, writable } = new FixedLengthStream(length);
  // `readable` passes on an error of `body`, and `body` is cancelled with `readable`.
  body.pipeTo(writable).catch(() => {});
  return readable;
}
