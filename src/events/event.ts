import { createParser, type EventSourceMessage } from "npm:eventsource-parser@3.1.1";
import { check } from "../checks/check.ts";
import { eventText } from "./event_text.ts";
import type { LifeDetector, LifeSign } from "./life_sign.ts";

// This many bytes count as a sign of life, even without a complete event.
const MOST_BUFFERED = 2 ** 20;

/**
 * Creates a sign of life for `firstByteOn` and `progressOn`: a Server-Sent Event. Comments don't count. In a body that
 * isn't `text/event-stream`, each chunk counts.
 *
 * @param accepts Returns whether an event counts; by default, each one does.
 * @throws {TypeError} If `accepts` isn't a function.
 *
 * @example Pings that don't count
 * ```ts
 * import { createFetch, event } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ firstByteOn: event(({ event }) => event !== "ping") });
 * const response = await fetch("data:text/event-stream,data: hello%0A%0A");
 * console.log(await response.text()); // "data: hello"
 * ```
 */
export function event(accepts: (message: EventSourceMessage) => boolean = () => true): LifeSign {
  check("event", "a function", accepts);
  return { detect: ({ headers }) => isEventStream(headers) ? detector(accepts) : () => true };
}

function isEventStream(headers: Headers): boolean {
  return /text\/event-stream/i.test(headers.get("content-type") ?? "");
}

function detector(accepts: (message: EventSourceMessage) => boolean): LifeDetector {
  const toText = eventText();
  let alive = false;
  let size = 0;
  const parser = createParser({
    onEvent(message) {
      // The function is called with each event, even after one that counted.
      if (accepts(message)) alive = true;
    },
  });
  return ({ bytes }) => {
    size = alive ? bytes.byteLength : size + bytes.byteLength;
    alive = false;
    parser.feed(toText(bytes));
    if (size < MOST_BUFFERED) return alive;
    parser.reset();
    return alive = true;
  };
}
