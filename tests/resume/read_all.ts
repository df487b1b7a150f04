/** What a caller read of a body, and what that errored with. */
export interface BodyReading {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly error: unknown;
}

/** Reads a body to its end, or to its error. */
export async function readAll(body: ReadableStream<Uint8Array>): Promise<BodyReading> {
  const chunks: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (thrown) {
    error = thrown;
  }
  return { bytes: new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()), error };
}
