import { abortable } from "./abortable.ts";
import type { LifeDetector, LifeSign } from "./life_sign.ts";

/**
 * Makes a detector for one body.
 *
 * The parser of events, nearly a third of the core's size, is loaded only
 * where somebody asks for events.
 *
 * @param sign What counts.
 * @param response Whose body it is; one that is no `text/event-stream` goes by chunk.
 * @param signal What ends the wait for the parser, if anything does.
 */
export function lifeDetector(
  sign: LifeSign,
  response: Response,
  signal?: AbortSignal,
): LifeDetector | Promise<LifeDetector> {
  if (sign === "chunk" || !/text\/event-stream/i.test(response.headers.get("content-type") ?? "")) return () => true;
  return abortable(import("./event_detector.ts"), signal).then(({ eventDetector }) => eventDetector(sign));
}
