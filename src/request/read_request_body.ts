import { abortable } from "../time/abortable.ts";
import { delay } from "../time/delay.ts";
import { compactChunk } from "../runtime/compact_chunk.ts";

// Milliseconds in which the body of a `Request` has to be complete, so that it's kept. JSON gets more time for a slow
// writer: only the whole body tells whether it asks for a stream.
const PATIENCE = 250;
const JSON_PATIENCE = 10_000;

/** Options for {@linkcode readRequestBody}. */
export interface ReadRequestBodyOptions {
  /** Largest body in bytes that is kept. */
  readonly limit: number;
  /** Whether its content type is JSON. */
  readonly isJson: boolean;
  /** Ends the reading early. */
  readonly signal: AbortSignal | null | undefined;
}

/** The bytes of a body, or why it can be sent only once. */
export interface ReadBody {
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
  readonly once?: string | undefined;
}

/**
 * Reads the body of a `Request` from a clone of it.
 *
 * @param request The request. Nothing else uses it.
 * @param options How much is read, and for how long.
 * @returns The bytes, which use up the body of the request; or why the body can be sent only once.
 * @throws The error of the read, or the signal's reason. The body of the request is cancelled with it.
 */
export async function readRequestBody(
  request: Request,
  { limit, isJson, signal }: ReadRequestBodyOptions,
): Promise<ReadBody> {
  const copy = request.clone();
  // Firefox has no `Request.body`.
  const reader = (copy.body ?? new Response(await copy.blob()).body)?.getReader();
  const over = new AbortController();
  try {
    if (!reader) return {};
    const bytes = await abortable(
      Promise.race([readUpTo(limit, reader), delay(isJson ? JSON_PATIENCE : PATIENCE, over.signal).then(() => "late")]),
      signal,
    );
    if (bytes instanceof Uint8Array) {
      request.body?.cancel().catch(() => {});
      return { bytes };
    }
    reader.cancel().catch(() => {});
    return { once: bytes === "late" ? "its body is a stream" : `maxReplayBytes is ${limit}` };
  } catch (error) {
    // The source is cancelled only when the clone is cancelled, too.
    if (isCancellable(request)) {
      reader?.cancel(error).catch(() => {});
      request.body?.cancel(error).catch(() => {});
    }
    throw error;
  } finally {
    over.abort();
  }
}

/**
 * Returns whether the body of a request can be cancelled. Node writes the body of a form in the background, and crashes
 * if it's cancelled meanwhile.
 */
export function isCancellable({ headers }: Request): boolean {
  return !/^multipart\/form-data/i.test(headers.get("content-type") ?? "");
}

async function readUpTo(
  limit: number,
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    size += value.byteLength;
    if (size > limit) return undefined;
    chunks.push(compactChunk(value));
  }
}
