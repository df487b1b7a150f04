import { fixedLength } from "../runtime/fixed_length.ts";
import type { Upload } from "./upload.ts";
import type { UploadReader } from "./upload_reader.ts";

/**
 * Creates an upload that streams the body to the upstream while it arrives. Its signal aborts if the client breaks it
 * off, since the error of the `fetch` doesn't say so.
 *
 * @param reader Reads the body.
 * @param length Length of the body in bytes, if it's known.
 * @returns The upload.
 */
export function streamUpload(reader: UploadReader, length: number | undefined): Upload {
  const broken = new AbortController();
  let awaitsClient = false;
  let hasEnded = false;
  let sink: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void (sink = controller),
    pull(controller) {
      awaitsClient = true;
      return reader.read().then(({ done, value }) => {
        if (hasEnded) return;
        awaitsClient = false;
        hasEnded = done;
        if (done) controller.close();
        else controller.enqueue(value);
      }, (error) => {
        hasEnded = true;
        broken.abort(error);
        throw error;
      });
    },
    cancel(reason) {
      hasEnded = true;
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return {
    // On Workers, a header alone isn't enough.
    stream: length === undefined ? stream : fixedLength(stream, length),
    length,
    signal: broken.signal,
    awaitsClient: () => awaitsClient,
    release() {
      if (hasEnded) return;
      hasEnded = true;
      const reason = new DOMException("The answer was over before the upload", "AbortError");
      sink?.error(reason);
      reader.cancel(reason).catch(() => {});
    },
  };
}
