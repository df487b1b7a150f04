import type { LifeDetector, LifeSign } from "./life_sign.ts";

/**
 * Makes a detector for one body.
 *
 * The parser of events, nearly a third of the core's size, is loaded only
 * where somebody asks for events.
 *
 * @param sign What counts.
 * @param response Whose body it is; one that is no `text/event-stream` goes by chunk.
 */
export function lifeDetector(sign: LifeSign, response: Response): LifeDetector | Promise<LifeDetector> {
  if (sign === "chunk" || !/text\/event-stream/i.test(response.headers.get("content-type") ?? "")) return () => true;
  return import("./event_detector.ts").then(({ eventDetector }) => eventDetector(sign));
}
