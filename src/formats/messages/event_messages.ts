import { createParser } from "npm:eventsource-parser@3.1.1";
import { eventText } from "../../events/event_text.ts";
import { type Message, type MessageReader, MOST_CHARACTERS } from "./message.ts";
import { ObjectSplitter } from "./object_splitter.ts";

const FIELDS = ["data", "event", "id", "retry"];

/**
 * Reads Server-Sent Events. Comments are skipped.
 *
 * Lines that aren't fields are messages, too: Gemini and some gateways write a bare JSON error into an event stream. A
 * JSON object over several lines is one message. Every other such line is one message.
 */
export function eventMessages(): MessageReader {
  const toText = eventText();
  const bare = new ObjectSplitter();
  let messages: Message[] = [];
  let isFramed = false;
  let isForeign = false;
  let overflows = false;
  let hasEnded = false;

  const parser = createParser({
    maxBufferSize: MOST_CHARACTERS,
    onEvent({ event, data }) {
      if (bare.pending > 0) messages.push({ data: bare.take() });
      isFramed = true;
      messages.push({ event, data });
    },
    onError({ type, line = "" }) {
      if (type === "unknown-field") takeBare(line);
      else if (type === "max-buffer-size-exceeded") overflows = true;
    },
  });

  function takeBare(line: string): void {
    // The end of the body may have cut a field in its name.
    if (hasEnded && FIELDS.some((field) => field.startsWith(line))) return;
    isForeign = true;
    if (bare.pending === 0 && !/^\s*[[{]/.test(line)) messages.push({ data: line });
    else for (const data of bare.push(line + "\n")) messages.push({ data });
    overflows ||= bare.pending > MOST_CHARACTERS;
  }

  function feed(text: string): readonly Message[] {
    if (overflows) return [];
    parser.feed(text);
    const batch = messages;
    messages = [];
    return batch;
  }

  return {
    push: (chunk) => feed(toText(chunk)),
    end() {
      hasEnded = true;
      const rest = feed("\n\n");
      return bare.pending > 0 ? [...rest, { data: bare.take() }] : rest;
    },
    isForeign: () => isForeign && !isFramed,
    overflows: () => overflows,
  };
}
