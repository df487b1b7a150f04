import type { EventFields } from "./events/event_fields.ts";
import { type BlockVerdict, type EventCursor, FollowedEvents } from "./events/followed_events.ts";
import { IdSequence } from "./events/id_sequence.ts";
import { asObject, jsonObject } from "../checks/json_object.ts";
import type { Acceptance, Continuation, ResumePolicy } from "./resume_policy.ts";
import { acceptStored, storedAnswer, storedUrl } from "./stored_answer.ts";

const FIRST = ["interaction.created", "interaction.start"];
const LAST = ["interaction.completed", "interaction.complete", "error"];

/**
 * Resumes a broken stream of Gemini's Interactions API behind its last event.
 *
 * It supports a POST to `…/interactions` with `background: true` and `stream: true`. The rest comes from
 * `GET …/interactions/{id}?stream=true&last_event_id=…`, from the same origin, with the same credentials and the query
 * of the request. Only whole events are handed out. A repeated event is dropped if it's the same byte for byte. A
 * stream is resumed only behind an event with its own `event_id`.
 *
 * @returns A policy for `resume`.
 * @see {@link https://ai.google.dev/gemini-api/docs/interactions}
 *
 * @example An interaction that outlives its connection
 * ```ts ignore
 * import { createFetch, resumeInteractions } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ resume: [resumeInteractions()] });
 * ```
 */
export function resumeInteractions(): ResumePolicy {
  return {
    name: "interactions",
    follow(request, response) {
      const body = storedAnswer(request, response, "/interactions");
      return body && new FollowedEvents(new InteractionCursor(request.url));
    },
  };
}

class InteractionCursor implements EventCursor {
  readonly endsCleanly = false;
  readonly #url: string;
  readonly #sequence = new IdSequence();
  #whole = false;
  #id: unknown;
  #continued = false;

  constructor(url: string) {
    this.#url = url;
  }

  get whole(): boolean {
    return this.#whole;
  }

  take(fields: EventFields, block: Uint8Array): BlockVerdict {
    if (!fields.hasData || this.#whole) return "hand";
    const event = jsonObject(fields.data);
    const type = `${event?.event_type}`;
    const id = asObject(event?.interaction)?.id;
    if (this.#id === undefined) {
      if (!FIRST.includes(type) || storedUrl(this.#url, id, []) === undefined) return "lost";
      this.#id = id;
    } else if (this.#continued && id !== undefined && id !== this.#id) {
      throw new Error("the server sent another interaction");
    }
    const eventId = typeof event?.event_id === "string" ? event.event_id || undefined : undefined;
    const verdict = this.#sequence.take(eventId, block);
    if (verdict === "hand") this.#whole = LAST.includes(type);
    return verdict;
  }

  next(): Continuation | undefined {
    const url = this.#continuation();
    return url === undefined ? undefined : { url, headers: {} };
  }

  accept(response: Response): Acceptance {
    const acceptance = acceptStored(this.#continuation() as string, response);
    if (acceptance.kind === "continues") {
      this.#continued = true;
      this.#sequence.continue();
    }
    return acceptance;
  }

  #continuation(): string | undefined {
    const { place } = this.#sequence;
    if (place === undefined) return undefined;
    return storedUrl(this.#url, this.#id, [["stream", "true"], ["last_event_id", place]]);
  }
}
