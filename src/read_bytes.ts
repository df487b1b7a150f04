import { abortable } from "./abortable.ts";

/**
 * Reads a body whole, unless it is larger than `limit`: then the rest is
 * cancelled, and `undefined` returned.
 *
 * @param source The request or response to read.
 * @param limit Bytes held at most.
 * @param signal What ends the reading.
 */
export async function readBytes(
  source: Body,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = source.body?.getReader();
  if (!reader) return undefined;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    while (size <= limit) {
      const { done, value } = await abortable(reader.read(), signal);
      if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
      chunks.push(value);
      size += value.byteLength;
    }
    return undefined;
  } finally {
    reader.cancel(signal?.reason).catch(() => {});
  }
}
