import { EventBoundary } from "./event_boundary.ts";
import { isTornEvent } from "./torn_event.ts";

// The last event of the APIs that have one, by its name or its data.
const LAST_EVENT = /^(data: ?\[DONE\]|event: ?(message_stop|response\.(completed|incomplete|failed)))\s*$/m;

/** A body of Server-Sent Events, and what is known of its end. */
export interface WholeEvents {
  readonly body: ReadableStream<Uint8Array>;
  /** Tells whether the chunk handed out last holds the last event of its API. */
  readonly hasEnded: () => boolean;
}

/**
 * Makes a body that errs where its source ends inside an event: an upstream that breaks off may close its connection, or
 * end its chunks, as if that were all.
 *
 * @param source The events, as they are.
 */
export function wholeEvents(source: ReadableStream<Uint8Array>): WholeEvents {
  const reader = source.getReader();
  const boundary = new EventBoundary();
  let last: Uint8Array | undefined;
  return {
    body: new ReadableStream({
      pull: (controller) =>
        reader.read().then(({ done, value }) => {
          if (!done) {
            boundary.push(last = value);
            controller.enqueue(value);
          } else if (boundary.isLineTorn || isTornEvent(new TextDecoder().decode(boundary.rest()))) {
            controller.error(new TypeError("Upstream ended its answer in the middle of an event"));
          } else controller.close();
        }),
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 }),
    hasEnded: () => last !== undefined && LAST_EVENT.test(new TextDecoder().decode(last)),
  };
}
