import { defineEventFormat } from "./define_event_format.ts";
import type { Format } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { type Classification, CONTENT, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { failureOf } from "./messages/failure_of.ts";
import { saysSomething } from "./messages/says_something.ts";
import { textOf } from "./messages/text_of.ts";
import { asked } from "./request/asked.ts";
import { posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "cohere";

const PRELUDES: readonly unknown[] = ["message-start", "content-end", "tool-call-end", "citation-end", "debug"];

const FAMILIES = /^(message|content|tool|citation)-/;

/**
 * Creates the wire format of Cohere's `POST /v2/chat` with `"stream": true`.
 *
 * @returns The format, for `formats`.
 * @see {@link https://docs.cohere.com/reference/chat-stream}
 *
 * @example A fetch for this API
 * ```ts
 * import { cohere, createFetch } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [cohere()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function cohere(): Format {
  return defineEventFormat({
    name: NAME,
    recognize,
    classifier: () => classify,
    // The SDK throws on an event without `type`, but drops the text.
    lastWords: ({ code, message }) => `data: ${JSON.stringify({ message, code })}\n\n`,
  });
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  const body = posted(request, /\/v2\/chat$/);
  return body?.stream === true ? asked(NAME, body) : undefined;
}

function classify(json: JsonObject, event: string | undefined): Classification {
  const { type = event, delta } = json;
  const { finish_reason, error, message } = Object(delta) as JsonObject;
  if (type === "message-end") return classifyEnd(finish_reason, error);
  if (PRELUDES.includes(type)) return PRELUDE;
  if (type === "content-start" || type === "content-delta" || type === "tool-plan-delta") {
    return saysSomething(message) ? CONTENT : PRELUDE;
  }
  // Errors outside a stream have a message only.
  if (type === "error" || type === undefined && (json.error || json.message)) return failureOf(json.error ?? json);
  return FAMILIES.test(textOf(type)) ? CONTENT : UNKNOWN;
}

function classifyEnd(reason: unknown, error: unknown): Classification {
  if (reason === "ERROR") return { ...failureOf({ code: "ERROR", message: error }), status: 500, transient: true };
  return reason === "TIMEOUT" ? failureOf({ code: "TIMEOUT" }) : END;
}
