import type { StreamEnding } from "./stream_ending.ts";

// Milliseconds between the last words and the error, so that they reach the socket.
const FLUSH_TIME = 200;
// Bytes that are kept to find the last message in.
const MOST_REMEMBERED = 16 * 2 ** 10;

/**
 * Creates a body that appends last words if its source errors, and then errors, too. An error alone isn't enough: some
 * runtimes end the response as if it were complete.
 *
 * @param body The source. It's read no faster than the new body.
 * @param ending Cuts the source into messages, and makes the last words.
 * @returns The new body.
 */
export function appendLastWords(body: ReadableStream<Uint8Array>, ending: StreamEnding): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const { boundary } = ending;
  let last: Uint8Array = new Uint8Array();
  let failure: { readonly error: unknown } | undefined;
  let flushing: ReturnType<typeof setTimeout> | undefined;

  // No async functions: they would add microtasks and garbage to each chunk.
  function passOn(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    return reader.read().then(({ done, value }) => {
      if (done) return end(controller);
      const messages = boundary.push(value);
      if (messages.byteLength === 0) return passOn(controller);
      // A copy, since a view would keep its whole buffer in memory.
      last = messages.buffer.byteLength <= MOST_REMEMBERED ? messages : messages.slice(-MOST_REMEMBERED);
      controller.enqueue(messages);
    });
  }

  function end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const rest = boundary.rest();
    if (rest.byteLength > 0) controller.enqueue(rest);
    controller.close();
  }

  function appendWords(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    const { separator } = boundary;
    const words = separator === undefined ? undefined : ending.lastWords(error, last);
    if (words === undefined) throw error;
    failure = { error };
    controller.enqueue(new TextEncoder().encode(separator + words));
  }

  return new ReadableStream({
    pull(controller) {
      // Not at once: an error discards what is queued. Over HTTP/2, that includes data on its way to the socket.
      if (failure) return void (flushing = setTimeout(() => controller.error(failure?.error), FLUSH_TIME));
      return passOn(controller).catch((error: unknown) => appendWords(controller, error));
    },
    cancel(reason) {
      clearTimeout(flushing);
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
