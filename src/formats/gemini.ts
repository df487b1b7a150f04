import type { Format, Framing, LastWords } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { arrayMessages } from "./messages/array_messages.ts";
import { type Classification, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { createJudge } from "./messages/create_judge.ts";
import { eventMessages } from "./messages/event_messages.ts";
import { failureOf } from "./messages/failure_of.ts";
import { mediaType } from "./messages/media_type.ts";
import { indexesOf } from "./messages/indexes_of.ts";
import { saysSomething } from "./messages/says_something.ts";
import { asked } from "./request/asked.ts";
import { contentTimeout } from "./request/content_timeout.ts";
import { pathOf, posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "gemini";

const FRAMINGS: Readonly<Record<string, Framing>> = {
  "": "events",
  "text/event-stream": "events",
  "application/json": "array",
};

// Members beside the candidates that aren't part of the answer.
const BESIDE: readonly unknown[] = [
  "usageMetadata",
  "modelVersion",
  "responseId",
  "createTime",
  "promptFeedback",
  "modelStatus",
  "traceId",
];

const STATUSES: Readonly<Record<number, string>> = {
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/**
 * Creates the wire format of Gemini's `:streamGenerateContent`, also Vertex' and Code Assist's: Server-Sent Events with
 * `?alt=sse`, and a JSON array without. The path asks for the stream.
 *
 * Every `finishReason` is an end, and so is a blocked prompt: another attempt would end the same way.
 *
 * @returns The format, for `formats`.
 * @see {@link https://ai.google.dev/api/generate-content}
 *
 * @example A fetch for this API
 * ```ts
 * import { createFetch, gemini } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [gemini()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function gemini(): Format {
  const framing: Format["framing"] = (response) => FRAMINGS[mediaType(response) ?? "none"];
  return {
    name: NAME,
    greetsEarly: false,
    recognize,
    contentTimeout,
    framing,
    judge(stream, response) {
      const found = framing(response);
      const reader = found === "events" ? eventMessages() : found === "array" ? arrayMessages() : undefined;
      return reader && createJudge({ reader, classify, answers: stream.answers });
    },
    lastWords,
    // White space is valid between the elements of an array.
    signOfLife: (framing) => ({ events: ": keep-alive\n\n", array: "\n", lines: undefined, bytes: undefined })[framing],
  };
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  const body = posted(request, /:streamGenerateContent$/);
  if (!body) return undefined;
  const [, model] = /\/([^/]+):streamGenerateContent$/.exec(pathOf(request)) ?? [];
  // Code Assist puts the request, with its model, into a member.
  const inner = Object(body.request ?? body) as JsonObject;
  const { candidateCount } = Object(inner.generationConfig) as JsonObject;
  const answers = typeof candidateCount === "number" ? candidateCount : undefined;
  return { ...asked(NAME, inner, body.model ?? model), answers };
}

function classify(json: JsonObject): Classification {
  if (json.error) return failureOf(json.error);
  const { candidates, promptFeedback, ...rest } = Object(json.response ?? json) as JsonObject;
  if (!Array.isArray(candidates) || candidates.length === 0) {
    if (Object(promptFeedback).blockReason) return END;
    return Object.keys(rest).every((name) => BESIDE.includes(name)) ? PRELUDE : UNKNOWN;
  }
  const finished = candidates.filter((candidate) => isFinal(Object(candidate).finishReason));
  if (finished.length > 0) return { kind: "end", answers: indexesOf(finished) };
  const kind = candidates.some((candidate) => saysSomething(Object(candidate).content)) ? "content" : "prelude";
  return { kind, answers: indexesOf(candidates) };
}

function isFinal(reason: unknown): boolean {
  return typeof reason === "string" && reason !== "FINISH_REASON_UNSPECIFIED";
}

/** Writes the error as an event and as bare JSON, without a newline: versions of the SDK throw on one of the two. */
function lastWords(framing: Framing, { code, message, status, begun = true }: LastWords): string | undefined {
  const error = { code: status, message, status: STATUSES[status] ?? "INTERNAL", details: [{ reason: code }] };
  const json = JSON.stringify({ error });
  if (framing === "events") return `data: ${json}\n\n${json}`;
  if (framing === "array") return `${begun ? "," : "["}${json}]`;
  return undefined;
}
