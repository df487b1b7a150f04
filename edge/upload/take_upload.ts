import { ClientBodyError } from "./client_body_error.ts";
import { fixedLength } from "../body/fixed_length.ts";

// The library's default.
const MAX_BYTES = 16 * 2 ** 20;
// So much of anything is read at once: upstreams that ask for a length are told one.
const SMALL_BYTES = 64 * 2 ** 10;
// Milliseconds; a body that is none ends at once.
const FIRST_CHUNK_PATIENCE = 20;

// Fatal, and keeping the mark of the byte order: encoding a text again gives the very same bytes.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A client's body, on its way to an upstream. */
export interface Upload {
  /** The body at hand; an empty one is not `undefined`. */
  readonly atHand?: string | ArrayBuffer;
  /** The body as it comes. */
  readonly stream: ReadableStream<Uint8Array> | null;
  /** Aborts, with a {@linkcode ClientBodyError}, where the client breaks that off: on workerd a `fetch` of it may not fail. */
  readonly signal?: AbortSignal;
  /** Tells whether the upstream waits, or waited when it was given up, for the client to go on with it. */
  readonly isAwaited?: () => boolean;
  /**
   * Lets go of what has not come yet, once nobody waits for it. It is to be called before the answer has ended: Deno
   * would keep the client's connection for ever.
   */
  readonly release?: () => void;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Result = ReadableStreamReadResult<Uint8Array>;

const NO_BODY: Upload = { stream: null };

/**
 * Takes a request's body. Where its length is known, JSON, which may ask for a
 * stream, is read at once, as is what is small: at hand, it costs less to look
 * into and to send again than a stream that has to be split; least as text, which
 * nobody has to copy.
 *
 * @param request The request; `fetch` sends no body of a GET or HEAD.
 * @param limit Bytes read at most.
 * @throws {ClientBodyError} If the client breaks it off meanwhile.
 */
export async function takeUpload(request: Request, limit: number = MAX_BYTES): Promise<Upload> {
  const { body, headers, method } = request;
  if (!body || method === "GET" || method === "HEAD") return NO_BODY;
  const length = headers.get("content-length");
  const isJson = /\bjson\b/i.test(headers.get("content-type") ?? "");
  const most = isJson ? limit : Math.min(limit, SMALL_BYTES);
  if (length !== null && Number(length) <= most) return { atHand: await read(request), stream: null };
  const reader = body.getReader();
  // Without either, over HTTP/1.1 there is none, but Deno gives a body to every request that may have one.
  if (length !== null || headers.has("transfer-encoding")) return passedOn(reader, undefined, length);
  const first = firstOf(reader);
  // Nobody may ask for it: an upstream that refuses does not.
  first.catch(() => {});
  return await endsAtOnce(first, request.signal) ? NO_BODY : passedOn(reader, first, length);
}

async function firstOf(reader: Reader): Promise<Result> {
  for (;;) {
    const result = await reader.read();
    // Deno's bodies begin with an empty chunk.
    if (result.value?.byteLength !== 0) return result;
  }
}

/** Tells whether there is no body; over HTTP/2 one may begin only when its answer has. */
async function endsAtOnce(first: Promise<Result>, signal: AbortSignal): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), FIRST_CHUNK_PATIENCE);
  });
  const result = await Promise.race([first, over]).catch(clientFailed).finally(() => clearTimeout(timer));
  if (!result?.done) return false;
  // Over HTTP/2 the body of a client that left ends, too; of that Deno tells a turn later.
  await new Promise((resolve) => setTimeout(resolve));
  if (signal.aborted) clientFailed(signal.reason);
  return true;
}

/** Passes a body on, and tells where its client breaks it off: what a `fetch` of it rejects with does not. */
function passedOn(
  reader: Reader,
  first: Promise<Result> | undefined,
  length: string | null,
): Upload {
  const broken = new AbortController();
  let isAwaited = false;
  let isOver = false;
  let begun = first;
  let sink: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void (sink = controller),
    pull(controller) {
      const reading = begun ?? reader.read();
      begun = undefined;
      isAwaited = true;
      return reading.then(({ done, value }) => {
        if (isOver) return;
        isAwaited = false;
        isOver = done;
        if (done) controller.close();
        else controller.enqueue(value);
      }, (error) => {
        isOver = true;
        broken.abort(new ClientBodyError(error));
        throw error;
      });
    },
    cancel(reason) {
      isOver = true;
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return {
    // On Workers a header of it is not enough.
    stream: length === null ? stream : fixedLength(stream, Number(length)),
    signal: broken.signal,
    isAwaited: () => isAwaited,
    release() {
      if (isOver) return;
      isOver = true;
      const reason = new DOMException("The answer was over before the upload", "AbortError");
      sink?.error(reason);
      reader.cancel(reason).catch(() => {});
    },
  };
}

async function read(request: Request): Promise<string | ArrayBuffer> {
  const bytes = await request.arrayBuffer().catch(clientFailed);
  // To text `fetch` gives a type.
  if (!request.headers.get("content-type")) return bytes;
  try {
    // An empty text would look like no body at all.
    return decoder.decode(bytes) || bytes;
  } catch {
    return bytes;
  }
}

function clientFailed(cause: unknown): never {
  throw new ClientBodyError(cause);
}
