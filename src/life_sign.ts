import { createParser, type EventSourceMessage } from "npm:eventsource-parser@3.1.1";

/** What counts as life: a non-empty chunk, a Server-Sent Event, or an event that the function accepts. */
export type LifeSign = "chunk" | "event" | ((message: EventSourceMessage) => boolean);

// An event this large has shown life long before it is complete.
const MAX_BUFFERED_CHARS = 2 ** 20;

/**
 * Returns a function that is given each chunk of a body in order, and tells
 * whether that chunk completed a sign of life.
 *
 * @param sign What counts.
 * @param contentType The body's media type; one that holds no events goes by chunk.
 */
export function lifeDetector(sign: LifeSign, contentType: string | null): (chunk: Uint8Array) => boolean {
  if (sign === "chunk" || !contentType?.includes("text/event-stream")) return () => true;
  let alive = false;
  const decoder = new TextDecoder();
  const parser = createParser({
    maxBufferSize: MAX_BUFFERED_CHARS,
    onEvent: (message) => alive ||= sign === "event" || sign(message),
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
