import { EventBoundary } from "../body/event_boundary.ts";

// Milliseconds that the last event has to reach the socket before the stream errs.
const FLUSH_TIME = 200;

/**
 * Makes a body of Server-Sent Events that, where its source errs, goes on to a
 * last event before it errs too: a runtime may close the connection of a body
 * that erred as if it were complete.
 *
 * @param body The source, read no faster than its consumer reads.
 * @param lastEvent Makes that event of what the source erred with.
 */
export function sseTail(
  body: ReadableStream<Uint8Array>,
  lastEvent: (error: unknown) => string,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const boundary = new EventBoundary();
  let failure: { readonly error: unknown } | undefined;
  let flushing: ReturnType<typeof setTimeout> | undefined;

  // No async functions here: they would add turns of the microtask queue, and garbage, to each chunk.
  function passOn(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    return reader.read().then(({ done, value }) => {
      if (done) return end(controller);
      const events = boundary.push(value);
      if (events.byteLength === 0) return passOn(controller);
      controller.enqueue(events);
    });
  }

  function end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const rest = boundary.rest();
    if (rest.byteLength > 0) controller.enqueue(rest);
    controller.close();
  }

  return new ReadableStream({
    pull(controller) {
      // Not together with the event: an error throws away what is queued, over HTTP/2 on its way to the socket, too.
      if (failure) return void (flushing = setTimeout(() => controller.error(failure?.error), FLUSH_TIME));
      return passOn(controller).catch((error: unknown) => {
        // Nobody is told of a torn event whose `id` is out: its reader resumes before it.
        if (boundary.hasTornId) throw error;
        failure = { error };
        controller.enqueue(new TextEncoder().encode(boundary.separator + lastEvent(error)));
      });
    },
    cancel(reason) {
      clearTimeout(flushing);
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
