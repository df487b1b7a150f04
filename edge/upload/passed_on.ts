import { fixedLength } from "../runtime/fixed_length.ts";
import type { Upload } from "./upload.ts";
import type { UploadReader } from "./upload_reader.ts";

/**
 * Passes a body on as it comes, and tells where its client breaks it off: what a `fetch` of it rejects with does not.
 *
 * @param reader Reads the body.
 * @param length Bytes of it, where they're known.
 */
export function passedOn(reader: UploadReader, length: number | undefined): Upload {
  const broken = new AbortController();
  let isAwaited = false;
  let isOver = false;
  let sink: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void (sink = controller),
    pull(controller) {
      isAwaited = true;
      return reader.read().then(({ done, value }) => {
        if (isOver) return;
        isAwaited = false;
        isOver = done;
        if (done) controller.close();
        else controller.enqueue(value);
      }, (error) => {
        isOver = true;
        broken.abort(error);
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
    stream: length === undefined ? stream : fixedLength(stream, length),
    length,
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
