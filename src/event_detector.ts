import { createParser } from "npm:eventsource-parser@3.1.1";
import type { LifeDetector, LifeSign } from "./life_sign.ts";

// An event this large has shown life long before it is complete.
const MAX_BUFFERED_CHARS = 2 ** 20;

/**
 * Makes a detector of Server-Sent Events for one body. Comments are none.
 *
 * @param sign Which events count: all, or those that a function accepts.
 */
export function eventDetector(sign: Exclude<LifeSign, "chunk">): LifeDetector {
  const decoder = new TextDecoder();
  let alive = false;
  const parser = createParser({
    maxBufferSize: MAX_BUFFERED_CHARS,
    onEvent(message) {
      // Each event is shown to the function, whatever the one before was.
      if (sign === "event" || sign(message)) alive = true;
    },
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
