import { createParser, type EventSourceMessage } from "npm:eventsource-parser@3.1.1";
export type { EventSourceMessage };

/** Options for {@linkcode events}. */
export interface EventsOptions {
  /**
   * Most characters an event may hold before it is complete; a larger one errs.
   *
   * @default {16777216}
   */
  maxBufferSize?: number;
}

/**
 * Reads the Server-Sent Events of a response, one by one as they come.
 *
 * Comments are skipped. Leaving the loop cancels the body; an error of the body
 * is thrown in it. What follows the last blank line is no event and is dropped,
 * as the standard has it.
 *
 * @param response A response of type `text/event-stream`, its body unread.
 * @param options How large an event may grow.
 * @returns The events, to be iterated over once.
 * @throws {TypeError} If the response is of another type, or its body was read.
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
  const type = response.headers.get("content-type");
  if (type && !/^text\/event-stream\b/i.test(type)) {
    throw new TypeError(`Cannot read events: expected a body of type text/event-stream, got ${type}`);
  }
  if (!response.body || response.bodyUsed || response.body.locked) {
    throw new TypeError("Cannot read events: expected a body, got one that is absent or was read already");
  }
  return parse(response.body.getReader(), options.maxBufferSize ?? 16 * 2 ** 20);
}

async function* parse(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBufferSize: number,
): AsyncGenerator<EventSourceMessage> {
  let messages: EventSourceMessage[] = [];
  let overflow: unknown;
  const parser = createParser({
    maxBufferSize,
    onEvent: (message) => messages.push(message),
    onError: (error) => overflow = error.type === "max-buffer-size-exceeded" ? error : undefined,
  });
  const decoder = new TextDecoder();
  try {
    while (!overflow) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      const batch = messages;
      messages = [];
      yield* batch;
    }
    throw new RangeError(
      `Cannot read events: expected at most ${maxBufferSize} characters in one, got more`,
      { cause: overflow },
    );
  } finally {
    await reader.cancel();
  }
}
