import type { EventFields } from "./events/event_fields.ts";
import { type BlockVerdict, type EventCursor, FollowedEvents } from "./events/followed_events.ts";
import { asObject, jsonObject } from "../checks/json_object.ts";
import type { Acceptance, Continuation, ResumePolicy } from "./resume_policy.ts";
import { acceptStored, storedAnswer, storedUrl } from "./stored_answer.ts";

const LAST = ["response.completed", "response.incomplete", "response.failed", "response.cancelled", "response.done"];
// Keep-alive events, which aren't numbered.
const UNNUMBERED = ["keepalive", "ping"];

/**
 * Resumes a broken stream of OpenAI's Responses API behind its last event.
 *
 * It supports a POST to `…/responses` with `background: true` and `stream: true`: the server makes such a response
 * without its client, and stores it. The rest comes from `GET …/responses/{id}?stream=true&starting_after=N`, from the
 * same origin, with the same credentials and the query of the request. Only whole events are handed out. Their
 * `sequence_number` increases by one. A continuation that skips one is an error.
 *
 * @returns A policy for `resume`.
 * @see {@link https://platform.openai.com/docs/guides/background#streaming-a-background-response}
 *
 * @example An answer that outlives its connection
 * ```ts ignore
 * import { createFetch, resumeResponses } from "jsr:@firstbyte/fetch";
 * import OpenAI from "npm:openai";
 *
 * const client = new OpenAI({ fetch: createFetch({ resume: [resumeResponses()] }) });
 * const request = { model: "gpt-5", input: "Hi", background: true, stream: true } as const;
 * for await (const event of await client.responses.create(request)) console.log(event.type);
 * ```
 */
export function resumeResponses(): ResumePolicy {
  return {
    name: "responses",
    follow(request, response) {
      const body = storedAnswer(request, response, "/responses");
      return body && new FollowedEvents(new SequenceCursor(request.url, query(body)));
    },
  };
}

/** Returns the query that asks for the same extra data as the request. */
function query({ include, stream_options }: Record<string, unknown>): [string, string][] {
  const included = Array.isArray(include) ? include.map((what): [string, string] => ["include[]", `${what}`]) : [];
  const obfuscation = asObject(stream_options)?.include_obfuscation;
  return typeof obfuscation === "boolean" ? [...included, ["include_obfuscation", `${obfuscation}`]] : included;
}

class SequenceCursor implements EventCursor {
  readonly endsCleanly = false;
  readonly #url: string;
  readonly #query: readonly (readonly [string, string])[];
  #whole = false;
  #id: unknown;
  /** Number of the last event that was handed out. */
  #last: number | undefined;
  /** Number of the last event of the current response. */
  #current: number | undefined;
  #continued = false;

  constructor(url: string, query: readonly (readonly [string, string])[]) {
    this.#url = url;
    this.#query = query;
  }

  get whole(): boolean {
    return this.#whole;
  }

  take(fields: EventFields): BlockVerdict {
    if (!fields.hasData || this.#whole) return "hand";
    const event = jsonObject(fields.data);
    if (event && UNNUMBERED.includes(`${event.type}`) && event.sequence_number === undefined) return "hand";
    const number = Number.isSafeInteger(event?.sequence_number) ? event?.sequence_number as number : undefined;
    return this.#continued ? this.#continue(number, event) : this.#follow(number, event);
  }

  next(): Continuation | undefined {
    const url = this.#continuation();
    return url === undefined ? undefined : { url, headers: {} };
  }

  accept(response: Response): Acceptance {
    const acceptance = acceptStored(this.#continuation() as string, response);
    if (acceptance.kind === "continues") {
      this.#continued = true;
      this.#current = undefined;
    }
    return acceptance;
  }

  #continuation(): string | undefined {
    return storedUrl(this.#url, this.#id, [
      ...this.#query,
      ["stream", "true"],
      ["starting_after", `${this.#last}`],
    ]);
  }

  /** Takes an event of the first response. After an event without a number, nothing can be resumed. */
  #follow(number: number | undefined, event: Record<string, unknown> | undefined): BlockVerdict {
    if (number === undefined) return "lost";
    if (this.#last === undefined) {
      const created = event?.type === "response.created" ? asObject(event.response) : undefined;
      // A server that ignores `background` reports `false` here.
      if (!created || created.background === false) return "lost";
      this.#id = created.id;
    } else if (number !== this.#last + 1) return "lost";
    return this.#hand(number, event);
  }

  /** Takes an event of a continuation. Events up to the last number were handed out before. */
  #continue(number: number | undefined, event: Record<string, unknown> | undefined): BlockVerdict {
    if (number === undefined) throw new Error("the server sent an event without a sequence_number");
    const last = this.#last as number;
    if (number > (this.#current ?? last) + 1 || number <= (this.#current ?? -Infinity)) {
      throw new Error(`the server sent event ${number} behind event ${this.#current ?? last}`);
    }
    const id = event?.type === "response.created" ? asObject(event.response)?.id : this.#id;
    if (id !== this.#id) throw new Error("the server sent another response");
    this.#current = number;
    return number <= last ? "drop" : this.#hand(number, event);
  }

  #hand(number: number, event: Record<string, unknown> | undefined): BlockVerdict {
    this.#last = number;
    this.#whole = event?.type === "error" || LAST.includes(`${event?.type}`);
    return "hand";
  }
}
