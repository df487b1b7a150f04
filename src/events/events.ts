import { createParser, type EventSourceMessage } from "npm:eventsource-parser@3.1.1";
import { check } from "../checks/check.ts";
import { eventText } from "./event_text.ts";
import { showValue } from "../checks/show_value.ts";
export type { EventSourceMessage };

/** Options for {@linkcode events}. */
export interface EventsOptions {
  /**
   * Most characters that an event may hold in its data, name and id together: a number ≥ 1. A larger one throws,
   * however it is split into chunks.
   *
   * @default {16777216}
   */
  maxBufferSize?: number | undefined;
}

// Characters that an incomplete event may hold beside its values: names of fields, and comments.
const FRAMING = 2 ** 16;

/**
 * Reads the Server-Sent Events of a response while they arrive.
 *
 * Comments are skipped. Leaving the loop cancels the body, and an error of the body is thrown in the loop. Text after
 * the last blank line isn't an event, and is dropped, as the standard says. The events of an error status can be read,
 * too. If this function throws, the body stays unread.
 *
 * @param response A response of type `text/event-stream`, its body unread.
 * @param options How large an event may grow.
 * @returns The events, to be iterated over once.
 * @throws {TypeError} If `response` isn't a `Response`, or has another type; if it has no type, and a status that is
 * not in the 200s; or if its body is absent, was read or is locked.
 * @throws {RangeError} If `maxBufferSize` is out of range; in the loop, if an event exceeds it.
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation}
 *
 * @example Reading a stream of JSON
 * ```ts
 * import { createFetch, events } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch();
 * const response = await fetch('data:text/event-stream,data: {"delta":"hi"}%0A%0A');
 * for await (const { data } of events(response)) {
 *   console.log(JSON.parse(data).delta); // "hi"
 * }
 * ```
 */
export function events(response: Response, options: EventsOptions = {}): AsyncIterable<EventSourceMessage> {
  check("options", "an object", options);
  const { maxBufferSize = 16 * 2 ** 20 } = options;
  check("maxBufferSize", "a number of characters ≥ 1", maxBufferSize);
  const reader = eventStream(response).getReader();
  const messages = parse(reader, maxBufferSize);
  const iterator: AsyncIterableIterator<EventSourceMessage> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => messages.next(),
    // A generator's own `return()` cancels nothing before its first step, and waits for a pending read.
    async return() {
      const [, result] = await Promise.all([reader.cancel(), messages.return(undefined)]);
      return result;
    },
  };
  return iterator;
}

/** Returns the body of a response that can be read as events. */
function eventStream(response: Response): ReadableStream<Uint8Array> {
  const { body, bodyUsed, headers, ok, status } = Object(response) as Response;
  if (!headers) refuse("a Response", "then" in Object(response) ? "a promise: await it" : showValue(response));
  const type = headers.get("content-type");
  if (type ? !/^text\/event-stream *(;|$)/i.test(type) : !ok) {
    refuse("a body of type text/event-stream", `${type ?? "none"} with status ${status}`);
  }
  if (!body) refuse("a body", `none with status ${status}`);
  if (bodyUsed) refuse("an unread body", "one that was read already");
  if (body.locked) refuse("an unread body", "one that a reader holds");
  return body;
}

async function* parse(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBufferSize: number,
): AsyncGenerator<EventSourceMessage> {
  let messages: EventSourceMessage[] = [];
  let overflows = false;
  const parser = createParser({
    maxBufferSize: maxBufferSize + FRAMING,
    onEvent(message) {
      // The parser checks the size of incomplete events only.
      const { data, event = "", id = "" } = message;
      overflows ||= data.length + event.length + id.length > maxBufferSize;
      if (!overflows) messages.push(message);
    },
    onError: ({ type }) => overflows ||= type === "max-buffer-size-exceeded",
  });
  const toText = eventText();
  try {
    while (!overflows) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(toText(value));
      const batch = messages;
      messages = [];
      yield* batch;
    }
    throw new RangeError(`Cannot read events: expected at most ${maxBufferSize} characters in one, got more`);
  } catch (error) {
    reader.cancel(error).catch(() => {});
    throw error;
  }
}

function refuse(expected: string, got: string): never {
  throw new TypeError(`Cannot read events: expected ${expected}, got ${got}`);
}
