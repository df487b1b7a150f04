import { joinBytes } from "../body/join_bytes.ts";
import { ClientBodyError } from "./client_body_error.ts";
import { JsonScan } from "./json_scan.ts";
import { passedOn } from "./passed_on.ts";
import type { Upload } from "./upload.ts";
import { UploadReader, type UploadResult } from "./upload_reader.ts";

/** Options for {@linkcode takeUpload}. */
export interface TakeUploadOptions {
  /**
   * Bytes that are kept at most.
   *
   * @default {16 MiB, as the library's}
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
// So much of anything is read at once: upstreams that ask for a length are told one.
const SMALL_BYTES = 64 * 2 ** 10;
// Milliseconds; a body that is none ends at once.
const FIRST_CHUNK_PATIENCE = 20;
// Parsing them takes some 20 ms, in which nobody else is served.
const MOST_VALUES = 100_000;

// Fatal, and keeping the mark of the byte order: encoding a text again gives the very same bytes.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const NO_BODY: Upload = { stream: null };

/**
 * Takes a request's body. JSON, which may ask for a stream, is read at once, and so is what is small: at hand, it costs
 * less to look into and to send again than a stream that has to be split; least as text, which nobody has to copy.
 *
 * @param request The request; `fetch` sends no body of a GET or HEAD.
 * @param options How much of it is kept, and how long it may take.
 * @throws {ClientBodyError} If the client breaks it off meanwhile, or is too slow.
 */
export async function takeUpload(request: Request, options: TakeUploadOptions = {}): Promise<Upload> {
  const { maxBytes = MAX_BYTES, timeout = TIMEOUT } = options;
  const { body, headers, method } = request;
  if (!body || method === "GET" || method === "HEAD") return NO_BODY;
  const announced = headers.get("content-length");
  const length = announced === null ? undefined : Number(announced);
  const reader = new UploadReader(body, timeout);
  // Without either, over HTTP/1.1 there is none, but Deno gives a body to every request that may have one.
  const isAnnounced = length !== undefined || headers.has("transfer-encoding");
  if (!isAnnounced && await endsAtOnce(reader, request.signal)) return NO_BODY;
  const isJson = /\bjson\b/i.test(headers.get("content-type") ?? "");
  const most = isJson ? maxBytes : length === undefined ? 0 : Math.min(maxBytes, SMALL_BYTES);
  const isKept = most > 0 && (length ?? 0) <= most || length === 0;
  // Of JSON the beginning may tell what it asks for.
  if (!isKept && !isJson) return passedOn(reader, length);
  return await keptOrPassedOn(reader, isKept ? most : SMALL_BYTES, length, headers);
}

/** Reads a body of up to `most` bytes; a longer one is passed on, what was read of it first. */
async function keptOrPassedOn(
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
    chunks.push(value);
    scan.push(value);
    size += value.byteLength;
    if (size > most) {
      for (const value of chunks) reader.unread({ done: false, value });
      return { ...passedOn(reader, length), sketch: scan.sketch };
    }
  }
  const bytes = joinBytes(chunks, size).buffer;
  // Nobody looks into it any more: as text it would cost more.
  if (scan.values > MOST_VALUES) {
    return { ...NO_BODY, atHand: bytes, length: size, sketch: scan.isWhole ? scan.sketch : {} };
  }
  return { ...NO_BODY, atHand: sendable(bytes, headers), length: size };
}

function sendable(bytes: ArrayBuffer, headers: Headers): string | ArrayBuffer {
  // To text `fetch` gives a type.
  if (!headers.get("content-type")) return bytes;
  try {
    // An empty text would look like no body at all.
    return decoder.decode(bytes) || bytes;
  } catch {
    return bytes;
  }
}

/** Tells whether there is no body; over HTTP/2 one may begin only when its answer has. */
async function endsAtOnce(reader: UploadReader, signal: AbortSignal): Promise<boolean> {
  const first = reader.read();
  // Nobody may ask for it: an upstream that refuses does not.
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
  // Over HTTP/2 the body of a client that left ends, too; of that Deno tells a turn later.
  await new Promise((resolve) => setTimeout(resolve));
  if (signal.aborted) throw new ClientBodyError(signal.reason);
  return true;
}
