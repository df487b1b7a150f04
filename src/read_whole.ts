/**
 * Reads a body to its end. Apart from the core, so that nobody loads it whose
 * bodies are text.
 *
 * @param body The body, if there is one.
 * @param original What it was cloned from, if it was: that is cancelled only together with its clone.
 * @param limit Most bytes to read.
 * @param signal What ends the reading, if anything does.
 * @returns Its bytes, or `undefined` where there is no body, or more bytes.
 * @throws The signal's reason, or what reading failed with; both bodies are cancelled with it.
 */
export async function readWhole(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  original: ReadableStream | null | undefined,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!body) return undefined;
  const reader = body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let onAbort: () => void = () => {};
  // No runtime's word is taken for it that a cancel ends a read.
  const aborted = new Promise<never>((_, reject) => onAbort = () => reject(signal?.reason));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      const { done, value } = await Promise.race([aborted, reader.read()]);
      if (done) break;
      size += value.byteLength;
      if (size > limit) {
        reader.cancel().catch(() => {});
        return undefined;
      }
      chunks.push(value);
    }
    // Its bytes are sent from now on: it is used up, as the platform would have it.
    original?.cancel().catch(() => {});
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  } catch (error) {
    reader.cancel(error).catch(() => {});
    original?.cancel(error).catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
