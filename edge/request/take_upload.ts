import { fixedLength } from "../answer/fixed_length.ts";

// The library's default.
const MAX_BYTES = 16 * 2 ** 20;
// So much of anything is read at once: upstreams that ask for a length are told one.
const SMALL_BYTES = 64 * 2 ** 10;

// What it decodes, an encoder makes the same bytes of.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Error of a client that did not send its body whole. */
export class ClientBodyError extends Error {
  /**
   * Constructs a new {@linkcode ClientBodyError} instance.
   *
   * @param cause What reading it failed with.
   */
  constructor(cause: unknown) {
    super("Client did not send its body whole", { cause });
    this.name = "ClientBodyError";
  }
}

/** A client's body, on its way to an upstream. */
export interface Upload {
  /** The body at hand; an empty one is not `undefined`. */
  readonly atHand?: string | ArrayBuffer;
  /** The body as it comes. */
  readonly stream: ReadableStream<Uint8Array> | null;
  /** Aborts, with a {@linkcode ClientBodyError}, where the client breaks that off: on workerd a `fetch` of it may not fail. */
  readonly signal?: AbortSignal;
}

/**
 * Takes a request's body. Where its length is known, JSON, which may ask for a
 * stream, is read at once, as is what is small: at hand, it costs less to look into and to send again than a
 * stream that has to be split; least as text, which nobody has to copy.
 *
 * @param request The request; `fetch` sends no body of a GET or HEAD.
 * @param limit Bytes read at most.
 * @throws {ClientBodyError} If the client breaks it off meanwhile.
 */
export async function takeUpload(request: Request, limit: number = MAX_BYTES): Promise<Upload> {
  const { body, headers, method } = request;
  if (!body || method === "GET" || method === "HEAD") return { stream: null };
  const length = headers.get("content-length");
  const isJson = /\bjson\b/i.test(headers.get("content-type") ?? "");
  const most = isJson ? limit : Math.min(limit, SMALL_BYTES);
  if (length !== null && Number(length) <= most) return { atHand: await read(request), stream: null };
  const controller = new AbortController();
  const stream = watched(body, (error) => controller.abort(new ClientBodyError(error)));
  // On Workers a header of it is not enough.
  return { stream: length === null ? stream : fixedLength(stream, Number(length)), signal: controller.signal };
}

async function read(request: Request): Promise<string | ArrayBuffer> {
  const bytes = await request.arrayBuffer().catch((cause) => {
    throw new ClientBodyError(cause);
  });
  try {
    // An empty text would look like no body at all.
    return decoder.decode(bytes) || bytes;
  } catch {
    return bytes;
  }
}

/** Passes a body on, and tells where its client breaks it off: what a `fetch` of it rejects with does not. */
function watched(body: ReadableStream<Uint8Array>, onBreak: (error: unknown) => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    pull(controller) {
      return reader.read().then(({ done, value }) => done ? controller.close() : controller.enqueue(value), (error) => {
        onBreak(error);
        throw error;
      });
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
