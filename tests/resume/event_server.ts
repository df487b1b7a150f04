import { answerMessages, type Cut, type VirtualServer } from "./virtual_server.ts";

/** What is wrong with a continuation. */
export type EventLie =
  | "none"
  | "busy"
  | "repeat-all"
  | "repeat-some"
  | "skip"
  | "other"
  | "greeting"
  | "moved"
  | "gone";

/** An event: its id, if it has one, and its data. */
export interface ServedEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** What is served, and how it breaks. */
export interface EventScript {
  readonly events: readonly ServedEvent[];
  readonly newline: string;
  /** Whether comments come between the events. */
  readonly comments: boolean;
  /** What `retry` says, if anything. */
  readonly retry: number | undefined;
  readonly mark: boolean;
  /** How each answer breaks; later ones are whole. */
  readonly cuts: readonly Cut[];
  /** What is wrong with each continuation. */
  readonly lies: readonly EventLie[];
}

/** Returns the text of an event. */
export function eventText({ id, data }: ServedEvent, newline: string): string {
  return [...id === undefined ? [] : [`id: ${id}`], ...data.split("\n").map((line) => `data: ${line}`), "", ""]
    .join(newline);
}

/** Serves events behind `Last-Event-ID`, except for the lies; 204 if none are left. */
export function eventServer({ events, newline, comments, retry, mark, cuts, lies }: EventScript): VirtualServer {
  return (request, attempt) => {
    const id = decoded(request.headers.get("last-event-id"));
    const after = id === null ? 0 : events.findLastIndex((event) => event.id === id) + 1;
    const lie = lies[attempt - 2] ?? "none";
    if (lie === "busy") return { response: new Response(null, { status: 503 }), chunks: [], clean: true };
    if (lie === "gone") return { response: new Response(null, { status: 404 }), chunks: [], clean: true };
    if (attempt > 1 && after === events.length && lie !== "repeat-all") {
      return { response: new Response(null, { status: 204 }), chunks: [], clean: true };
    }
    const starts: Partial<Record<string, number>> = {
      "repeat-all": 0,
      "repeat-some": Math.max(0, after - 2),
      "skip": after + 1,
      "other": 0,
    };
    const from = starts[lie] ?? after;
    const served = events.slice(from).map((event) =>
      lie === "other" ? { ...event, data: `other ${event.data}` } : event
    );
    const messages = served.map((event) => `${comments ? `: hi${newline}${newline}` : ""}${eventText(event, newline)}`);
    if (lie === "greeting") messages.unshift(eventText({ id: undefined, data: "hello" }, newline));
    if (retry !== undefined) messages.unshift(`retry: ${retry}${newline}${newline}`);
    if (mark) messages.unshift("\uFEFF");
    const type = lie === "moved" ? "text/html" : "text/event-stream";
    return answerMessages(new Response(null, { headers: { "content-type": type } }), messages, cuts[attempt - 1]);
  };
}

/** Returns what the bytes of a header say in UTF-8. */
function decoded(value: string | null): string | null {
  return value && new TextDecoder().decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
}
