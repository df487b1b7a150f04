import { abortable } from "../time/abortable.ts";
import { delay } from "../time/delay.ts";

// Milliseconds, within which the body of a `Request` is read unless its writer goes on with it. JSON may ask for a stream
// of events, which only the whole of it tells: that's worth the wait for a slow writer.
const PATIENCE = 250;
const JSON_PATIENCE = 10_000;

/** What {@linkcode readRequestBody} is given. */
export interface ReadRequestBodyOptions {
  /** Bytes above which it isn't kept. */
  readonly limit: number;
  /** Whether it is said to be JSON. */
  readonly isJson: boolean;
  /** What ends the reading early, if anything does. */
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
 * @param request The request. Nobody else has it.
 * @param options How much is read, and for how long.
 * @returns The bytes, with which the request itself is used up, or why its body can be sent only once.
 * @throws What reading failed with, or the signal's reason; the request's body is cancelled with it.
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
    // A clone ends its source only together with it.
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
 * Returns whether the body of a request can be cancelled: Node fills that of a form in the background, and ends the
 * process where it was cancelled meanwhile.
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
    chunks.push(value);
  }
}
