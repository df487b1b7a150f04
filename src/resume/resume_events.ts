import type { FetchRequest } from "../request/fetch_request.ts";
import { answersAt } from "./answers_at.ts";
import type { EventFields } from "./events/event_fields.ts";
import { type BlockVerdict, type EventCursor, FollowedEvents } from "./events/followed_events.ts";
import { IdSequence } from "./events/id_sequence.ts";
import { isEventStream } from "./events/is_event_stream.ts";
import { refusal, statusRefusal } from "./refusal.ts";
import type { Acceptance, Continuation, ResumePolicy } from "./resume_policy.ts";

// MCP servers answer with it while they haven't noticed the break.
const CONFLICT = 409;

/**
 * Resumes a broken event stream behind its last event, as `EventSource` does: by a GET with `Last-Event-ID`.
 *
 * It supports a GET whose answer has status 200 and type `text/event-stream`, and wasn't redirected. Only whole events
 * are handed out, each as soon as its last byte has arrived. It obeys the server's `retry:`, and 204 ends the stream. A
 * repeated event is dropped if it's the same byte for byte.
 *
 * A stream is resumed only if the last event has an id that no other event has. The server has to continue behind that
 * id. A server that makes new ids for each connection isn't detected.
 *
 * A clean end is the end of the stream, unless the server has sent `retry:`. Then it expects the client back: this is
 * how clients poll MCP servers (revision 2025-11-25). `EventSource` reconnects after every end. Here, that would fetch
 * a finished stream again, which some servers start from the beginning.
 *
 * @returns A policy for `resume`.
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model},
 * {@link https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery}
 *
 * @example A feed that outlives its connections
 * ```ts ignore
 * import { createFetch, events, resumeEvents } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ resume: [resumeEvents()] });
 * const headers = { accept: "text/event-stream" };
 * for await (const { data } of events(await fetch("https://example.com/feed", { headers }))) console.log(data);
 * ```
 */
export function resumeEvents(): ResumePolicy {
  return {
    name: "events",
    follow(request, response) {
      return isFollowable(request, response) ? new FollowedEvents(new IdCursor(request.url)) : undefined;
    },
  };
}

function isFollowable(request: FetchRequest, response: Response): boolean {
  return request.method === "GET" && response.status === 200 && isEventStream(response) &&
    answersAt(request.url, response);
}

class IdCursor implements EventCursor {
  readonly whole = false;
  readonly #url: string;
  readonly #sequence = new IdSequence();
  #retry: number | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get endsCleanly(): boolean {
    return this.#retry === undefined || this.next() === undefined;
  }

  take({ id, hasData, retry }: EventFields, block: Uint8Array): BlockVerdict {
    this.#retry = retry ?? this.#retry;
    if (id === undefined && !hasData) return "hand";
    // An empty id removes the last one.
    return this.#sequence.take(id || undefined, block);
  }

  next(): Continuation | undefined {
    const { place } = this.#sequence;
    if (place === undefined || !isSendable(place)) return undefined;
    return { headers: { "last-event-id": encoded(place) }, delay: this.#retry };
  }

  accept(response: Response, inEvent: boolean): Acceptance {
    if (!answersAt(this.#url, response)) return refusal("the server redirected");
    if (response.status === 204) {
      return inEvent ? refusal("the server has nothing more, though an event had begun") : { kind: "ends" };
    }
    if (response.status !== 200) return statusRefusal(response, [CONFLICT]);
    if (!isEventStream(response)) return refusal("it isn't an event stream");
    this.#sequence.continue();
    return { kind: "continues" };
  }
}

/** Returns whether a header can hold an id unchanged: without outer spaces and control characters. */
function isSendable(id: string): boolean {
  return id.trim() === id && !/\p{Cc}/u.test(id);
}

/** Returns the UTF-8 bytes of an id as characters, for a header. */
function encoded(id: string): string {
  return String.fromCharCode(...new TextEncoder().encode(id));
}
