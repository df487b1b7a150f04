import type { FetchRequest } from "../request/fetch_request.ts";
import { answersAt } from "./answers_at.ts";
import type { EventFields } from "./event_fields.ts";
import { type BlockVerdict, type EventCursor, FollowedEvents } from "./followed_events.ts";
import { IdSequence } from "./id_sequence.ts";
import { isEventStream } from "./is_event_stream.ts";
import { refusal, statusRefusal } from "./refusal.ts";
import type { Acceptance, Continuation, ResumePolicy } from "./resume_policy.ts";

// A server that hasn't noticed the break yet, as MCP servers say it.
const CONFLICT = 409;

/**
 * Resumes a broken event stream behind its last event, as `EventSource` does: by a GET with `Last-Event-ID`.
 *
 * It follows the answer to a GET that has status 200 and type `text/event-stream`, and that wasn't redirected. Whole events
 * are handed out, each as soon as its last byte has arrived. The server's `retry:` is waited for, and 204 ends the stream.
 * An event that the server repeats is dropped, if it is the same byte for byte.
 *
 * A stream is resumed only where its place is known: the last event has an id of its own, and no other event has it. The
 * server has to go on behind that id; one that makes new ids for each connection can't be told from one that does.
 *
 * A clean end is the end, as in HTTP, unless the server has sent `retry:`: then it has announced that it closes connections
 * before the stream is over, and expects the client back. That is how MCP servers have clients poll (revision 2025-11-25).
 * `EventSource` comes back after every end; here a stream that is finished would be fetched a second time, and some servers
 * would begin anew.
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
    // An empty id takes the last one back.
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

/** Tells whether an id arrives as it is: a header loses spaces around it, and takes no control characters. */
function isSendable(id: string): boolean {
  return id.trim() === id && !/\p{Cc}/u.test(id);
}

/** Returns the UTF-8 bytes of an id, as the characters that a header takes. */
function encoded(id: string): string {
  return String.fromCharCode(...new TextEncoder().encode(id));
}
