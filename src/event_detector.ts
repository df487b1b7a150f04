import { createParser } from "npm:eventsource-parser@3.1.1";
import { eventText } from "./event_text.ts";
import type { LifeDetector, LifeSign } from "./life_sign.ts";

// So much has shown life, be it an event that is not complete or comments without end.
const MOST_BUFFERED = 2 ** 20;

/**
 * Makes a detector of Server-Sent Events for one body. Comments are none.
 *
 * @param sign Which events count: all, or those that a function accepts.
 */
export function eventDetector(sign: Exclude<LifeSign, "chunk">): LifeDetector {
  const toText = eventText();
  let alive = false;
  let size = 0;
  const parser = createParser({
    onEvent(message) {
      // Each event is shown to the function, whatever the one before was.
      if (sign === "event" || sign(message)) alive = true;
    },
  });
  return (chunk) => {
    size = alive ? chunk.byteLength : size + chunk.byteLength;
    alive = false;
    parser.feed(toText(chunk));
    if (size < MOST_BUFFERED) return alive;
    parser.reset();
    return alive = true;
  };
}
