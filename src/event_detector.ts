import { createParser, type EventSourceMessage } from "npm:eventsource-parser@3.1.1";
import type { LifeDetector } from "./life_sign.ts";

// An event this large has shown life long before it is complete.
const MAX_BUFFERED_CHARS = 2 ** 20;

/**
 * Makes a detector of Server-Sent Events for one body. Comments are none.
 *
 * @param isLife Tells which events count.
 */
export function eventDetector(isLife: (message: EventSourceMessage) => boolean): LifeDetector {
  const decoder = new TextDecoder();
  let alive = false;
  const parser = createParser({
    maxBufferSize: MAX_BUFFERED_CHARS,
    onEvent: (message) => alive = isLife(message) || alive,
    onError: (error) => {
      if (error.type !== "max-buffer-size-exceeded") return;
      parser.reset();
      alive = true;
    },
  });
  return (chunk) => {
    alive = false;
    parser.feed(decoder.decode(chunk, { stream: true }));
    return alive;
  };
}
