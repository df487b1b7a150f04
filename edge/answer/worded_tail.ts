import type { StreamEnding } from "./stream_ending.ts";

// Milliseconds that the last words have to reach the socket before the stream errs.
const FLUSH_TIME = 200;
// The last message is found in so many bytes.
const MOST_REMEMBERED = 16 * 2 ** 10;

/**
 * Makes a body that, where its source errs, goes on to last words before it errs too: a runtime may close the connection
 * of a body that erred as if it were complete.
 *
 * @param body The source, read no faster than its consumer reads.
 * @param ending Cuts it, and makes those words of what the source erred with.
 */
export function wordedTail(body: ReadableStream<Uint8Array>, ending: StreamEnding): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const { boundary } = ending;
  let last: Uint8Array = new Uint8Array();
  let failure: { readonly error: unknown } | undefined;
  let flushing: ReturnType<typeof setTimeout> | undefined;

  // No async functions here: they would add turns of the microtask queue, and garbage, to each chunk.
  function passOn(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    return reader.read().then(({ done, value }) => {
      if (done) return end(controller);
      const messages = boundary.push(value);
      if (messages.byteLength === 0) return passOn(controller);
      // A view would keep a buffer that may be much larger.
      last = messages.buffer.byteLength <= MOST_REMEMBERED ? messages : messages.slice(-MOST_REMEMBERED);
      controller.enqueue(messages);
    });
  }

  function end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const rest = boundary.rest();
    if (rest.byteLength > 0) controller.enqueue(rest);
    controller.close();
  }

  function tell(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    const { separator } = boundary;
    const words = separator === undefined ? undefined : ending.lastWords(error, last);
    if (words === undefined) throw error;
    failure = { error };
    controller.enqueue(new TextEncoder().encode(separator + words));
  }

  return new ReadableStream({
    pull(controller) {
      // Not together with the words: an error throws away what is queued, over HTTP/2 on its way to the socket, too.
      if (failure) return void (flushing = setTimeout(() => controller.error(failure?.error), FLUSH_TIME));
      return passOn(controller).catch((error: unknown) => tell(controller, error));
    },
    cancel(reason) {
      clearTimeout(flushing);
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
