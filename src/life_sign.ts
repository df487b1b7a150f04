import type { EventSourceMessage } from "npm:eventsource-parser@3.1.1";

/** What counts as life: a non-empty chunk, a Server-Sent Event, or an event that the function accepts. */
export type LifeSign = "chunk" | "event" | ((message: EventSourceMessage) => boolean);

/** Is given each chunk of a body in order; tells whether that chunk completed a sign of life. */
export type LifeDetector = (chunk: Uint8Array) => boolean;
