import { defineEventFormat } from "./define_event_format.ts";
import type { Format, LastWords } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { type Classification, CONTENT, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { failureOf } from "./messages/failure_of.ts";
import { saysSomething } from "./messages/says_something.ts";
import { textOf } from "./messages/text_of.ts";
import { asked } from "./request/asked.ts";
import { pathOf, posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "gemini-interactions";

// Some of these were the names of events until spring 2026.
const PRELUDES: readonly unknown[] = [
  "interaction.created",
  "interaction.in_progress",
  "interaction.start",
  "step.stop",
  "content.stop",
];
const STARTS: readonly unknown[] = ["step.start", "content.start"];
const ENDS: readonly unknown[] = ["interaction.completed", "interaction.complete", "interaction.requires_action"];
const FINAL: readonly unknown[] = ["completed", "requires_action", "incomplete", "budget_exceeded", "cancelled"];

/**
 * Creates the wire format of Gemini's Interactions API: `POST …/interactions` with `"stream": true`, and
 * `GET …/interactions/{id}?stream=true`, which resumes one.
 *
 * With `"background": true`, the interaction exists and continues from its first event on, so that event is content.
 *
 * @returns The format, for `formats`.
 * @see {@link https://ai.google.dev/gemini-api/docs/interactions}
 *
 * @example A fetch for this API
 * ```ts
 * import { createFetch, geminiInteractions } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [geminiInteractions()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function geminiInteractions(): Format {
  return defineEventFormat({
    name: NAME,
    recognize,
    classifier: ({ durable }) => (json, event) => {
      const classification = classify(json, event);
      return durable && classification.kind === "prelude" ? CONTENT : classification;
    },
    lastWords,
  });
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  if (request.method === "GET") {
    const resumes = /\/interactions\/[^/]+$/.test(pathOf(request)) &&
      new URL(request.url).searchParams.get("stream") === "true";
    return resumes ? { format: NAME, durable: true } : undefined;
  }
  const body = posted(request, /\/interactions$/);
  if (body?.stream !== true) return undefined;
  return { ...asked(NAME, body, body.model ?? body.agent), durable: body.background === true };
}

function classify(json: JsonObject, event: string | undefined): Classification {
  const { event_type: type = event } = json;
  const interaction = Object(json.interaction) as JsonObject;
  const status = json.status ?? interaction.status;
  if (type === "error" || type === undefined && json.error) return failureOf(json.error ?? json);
  if (status === "failed" && textOf(type).startsWith("interaction.")) {
    return failureOf(json.error ?? interaction.error ?? {});
  }
  if (ENDS.includes(type)) return END;
  if (type === "interaction.status_update") return FINAL.includes(status) ? END : PRELUDE;
  if (PRELUDES.includes(type)) return PRELUDE;
  if (STARTS.includes(type)) return isShell(json) ? PRELUDE : CONTENT;
  if (type === "step.delta" || type === "content.delta") return saysSomething(json.delta) ? CONTENT : PRELUDE;
  return typeof type === "string" ? CONTENT : UNKNOWN;
}

/** Returns whether an event announces a step without content. The step of a tool is content. */
function isShell({ step, content }: JsonObject): boolean {
  const { type, ...rest } = Object(step ?? content) as JsonObject;
  return !/_(call|result)$/.test(textOf(type)) && !saysSomething(rest, ["id", "status"]);
}

/**
 * The SDK hands out an error as another event, and never throws. The event after it is `null`: a loop that reads the
 * type of each event throws there, and doesn't take half an answer for a whole one.
 */
function lastWords({ code, message }: LastWords): string {
  const error = { event_type: "error", error: { code, message } };
  return `event: error\ndata: ${JSON.stringify(error)}\n\ndata: null\n\n`;
}
