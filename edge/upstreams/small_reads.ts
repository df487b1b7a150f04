import { isEventStream } from "../answer/complete_body.ts";

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

// One read of a stream of events rarely holds more.
const USUAL_BYTES = 16 * 2 ** 10;
const LARGEST_BYTES = 64 * 2 ** 10;
// A larger chunk is not worth a copy.
const MOST_COPIED = USUAL_BYTES / 4;

// Other runtimes make no more for a read than what comes.
const isWasteful = "Deno" in globalThis;

/**
 * Makes a response whose events are read through one small buffer, out of which
 * they are copied: of its own accord Deno makes 64 KiB for each read, however
 * little comes.
 *
 * @param response The upstream's; one without events stays as it is.
 */
export function smallReads(response: Response): Response {
  const { body, headers } = response;
  const reader = isWasteful && body && isEventStream(headers) && byobReader(body);
  return reader ? new Response(copied(reader), response) : response;
}

function byobReader(body: Body): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    // It is no byte stream.
    return undefined;
  }
}

function copied(reader: ReadableStreamBYOBReader): Body {
  let buffer = new ArrayBuffer(USUAL_BYTES);
  return new ReadableStream({
    pull: (controller) =>
      reader.read(new Uint8Array(buffer)).then(({ done, value }) => {
        if (done) return controller.close();
        const { byteLength } = value;
        if (byteLength > MOST_COPIED) buffer = new ArrayBuffer(byteLength < USUAL_BYTES ? USUAL_BYTES : LARGEST_BYTES);
        else buffer = value.buffer;
        controller.enqueue(byteLength > MOST_COPIED ? value : value.slice());
      }),
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
