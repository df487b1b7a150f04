import type { EventSourceMessage } from "npm:eventsource-parser@3.1.1";

/** What counts as life: a non-empty chunk, a Server-Sent Event, or an event that the function accepts. */
export type LifeSign = "chunk" | "event" | ((message: EventSourceMessage) => boolean);

/** Is given each chunk of a body in order; tells whether that chunk completed a sign of life. */
export type LifeDetector = (chunk: Uint8Array) => boolean;

/**
 * Makes a detector for one body.
 *
 * The parser of events, a quarter of the whole library's size, is loaded only
 * where somebody asks for events.
 *
 * @param sign What counts.
 * @param headers The response's; a body that is no `text/event-stream` goes by chunk.
 */
export function lifeDetector(sign: LifeSign, headers: Headers): LifeDetector | Promise<LifeDetector> {
  if (sign === "chunk" || !/^text\/event-stream/i.test(headers.get("content-type") ?? "")) return () => true;
  return import("./event_detector.ts").then(({ eventDetector }) => eventDetector(sign));
}
