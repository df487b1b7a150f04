import { compactChunk } from "../body/compact_chunk.ts";
import { joinBytes } from "../body/join_bytes.ts";
import { ClientBodyError } from "./client_body_error.ts";
import { JsonScan } from "./json_scan.ts";
import { streamUpload } from "./stream_upload.ts";
import type { Upload } from "./upload.ts";
import { UploadReader, type UploadResult } from "./upload_reader.ts";

/** Options for {@linkcode takeUpload}. */
export interface TakeUploadOptions {
  /**
   * Largest body in bytes that is kept for a retry.
   *
   * @default {16 MiB}
   */
  maxBytes?: number;
  /**
   * Milliseconds that the client may take for its body, and as many again for each MiB of it; `false` sets no limit.
   *
   * @default {60000}
   */
  timeout?: number | false;
}

const MAX_BYTES = 16 * 2 ** 20;
const TIMEOUT = 60_000;
// Bytes up to which any body is kept, so that it's sent with its length.
const SMALL_BYTES = 64 * 2 ** 10;
// Milliseconds to wait for a first chunk. A missing body ends at once.
const FIRST_CHUNK_PATIENCE = 20;
// To parse these takes about 20 ms, and blocks every other request.
const MOST_VALUES = 100_000;

// Throws on invalid UTF-8, and keeps a byte order mark: encoding the text gives the same bytes again.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const NO_BODY: Upload = { stream: null };

/**
 * Takes a request's body. JSON, which may ask for a stream, and small bodies are read first: a retry from memory is
 * cheaper than one from a stream. A body is kept as text if possible, which is never copied. Other bodies are streamed
 * to the upstream.
 *
 * @param request The request. The body of a GET or HEAD is ignored, since `fetch` can't send it.
 * @param options The limits.
 * @returns The upload.
 * @throws {ClientBodyError} If the client breaks the body off while it's read, or is too slow.
 */
export async function takeUpload(request: Request, options: TakeUploadOptions = {}): Promise<Upload> {
  const { maxBytes = MAX_BYTES, timeout = TIMEOUT } = options;
  const { body, headers, method } = request;
  if (!body || method === "GET" || method === "HEAD") return NO_BODY;
  const announced = headers.get("content-length");
  const length = announced === null ? undefined : Number(announced);
  const reader = new UploadReader(body, timeout);
  // Over HTTP/1.1, a request without these headers has no body, but Deno gives it an empty one.
  const isAnnounced = length !== undefined || headers.has("transfer-encoding");
  if (!isAnnounced && await endsAtOnce(reader, request.signal)) return NO_BODY;
  const isJson = /\bjson\b/i.test(headers.get("content-type") ?? "");
  const most = isJson ? maxBytes : length === undefined ? 0 : Math.min(maxBytes, SMALL_BYTES);
  const isKept = most > 0 && (length ?? 0) <= most || length === 0;
  // A large JSON body isn't kept, but its beginning may tell whether it asks for a stream.
  if (!isKept && !isJson) return streamUpload(reader, length);
  return await bufferOrStream(reader, isKept ? most : SMALL_BYTES, length, headers);
}

/** Reads a body of up to `most` bytes. A longer one is streamed, from its beginning. */
async function bufferOrStream(
  reader: UploadReader,
  most: number,
  length: number | undefined,
  headers: Headers,
): Promise<Upload> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const scan = new JsonScan();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(compactChunk(value));
    scan.push(value);
    size += value.byteLength;
    if (size > most) {
      for (const value of chunks) reader.unread({ done: false, value });
      return { ...streamUpload(reader, length), sketch: scan.sketch };
    }
  }
  const bytes = joinBytes(chunks, size).buffer;
  // It won't be parsed, so it stays bytes.
  if (scan.values > MOST_VALUES) {
    return { ...NO_BODY, buffered: bytes, length: size, sketch: scan.isWhole ? scan.sketch : {} };
  }
  return { ...NO_BODY, buffered: asText(bytes, headers), length: size };
}

function asText(bytes: ArrayBuffer, headers: Headers): string | ArrayBuffer {
  // `fetch` would add a content type to text.
  if (!headers.get("content-type")) return bytes;
  try {
    // An empty string would look like a missing body.
    return decoder.decode(bytes) || bytes;
  } catch {
    return bytes;
  }
}

/** Checks whether there's no body. Over HTTP/2, a body may begin only after its answer has. */
async function endsAtOnce(reader: UploadReader, signal: AbortSignal): Promise<boolean> {
  const first = reader.read();
  // The chunk may never be read, so its error must not be unhandled.
  first.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), FIRST_CHUNK_PATIENCE);
  });
  const result: UploadResult | undefined = await Promise.race([first, over]).finally(() => clearTimeout(timer));
  if (!result?.done) {
    reader.unread(first);
    return false;
  }
  // Over HTTP/2, the body of a client that left also ends. Deno aborts the signal one turn later.
  await new Promise((resolve) => setTimeout(resolve));
  if (signal.aborted) throw new ClientBodyError(signal.reason);
  return true;
}
