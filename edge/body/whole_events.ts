import { EventBoundary } from "./event_boundary.ts";
import { isTruncatedEvent } from "./is_truncated_event.ts";

// The last event of known APIs, by its name or its data.
const LAST_EVENT = /^(data: ?\[DONE\]|event: ?(message_stop|response\.(completed|incomplete|failed)))\s*$/m;

/** A body of Server-Sent Events, and whether its last event has come. */
export interface WholeEvents {
  readonly body: ReadableStream<Uint8Array>;
  /** Returns whether the last chunk that was read holds the last event of its API. */
  readonly hasEnded: () => boolean;
}

/**
 * Creates a body that errors if its source ends inside an event. An upstream that breaks off may end its response as if
 * it were complete.
 *
 * @param source The events, without a content encoding.
 * @returns The body, and whether its last event has come.
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
          } else if (boundary.isLinePartial || isTruncatedEvent(new TextDecoder().decode(boundary.rest()))) {
            controller.error(new TypeError("Upstream ended its answer in the middle of an event"));
          } else controller.close();
        }),
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 }),
    hasEnded: () => last !== undefined && LAST_EVENT.test(new TextDecoder().decode(last)),
  };
}
