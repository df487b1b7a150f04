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

const NAME = "openai-responses";

// Lifecycle events. The last three are undocumented.
const PRELUDES: readonly unknown[] = [
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.metadata",
  "keepalive",
  "ping",
  "codex.response.metadata",
  "codex.rate_limits",
];

// A response that was cut by a limit or a filter, or cancelled, has ended: another attempt would end the same way.
const ENDS: readonly unknown[] = [
  "response.completed",
  "response.incomplete",
  "response.cancelled",
  // Events of xAI.
  "response.done",
];

/**
 * Creates the wire format of OpenAI's Responses API: `POST …/responses` with `"stream": true`, also at Azure, xAI and
 * others, and `GET …/responses/{id}?stream=true`, which resumes one.
 *
 * A call of a built-in tool or a remote MCP server is content, since it may have acted. With `"background": true`, the
 * response exists and continues from `response.created` on, so that event is content, too.
 *
 * @returns The format, for `formats`.
 * @see {@link https://platform.openai.com/docs/api-reference/responses-streaming}
 *
 * @example A fetch for this API
 * ```ts
 * import { createFetch, openaiResponses } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [openaiResponses()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function openaiResponses(): Format {
  return defineEventFormat({
    name: NAME,
    greetsEarly: true,
    recognize,
    classifier: ({ durable }) => (json, event) => durable ? classifyDurable(json, event) : classify(json, event),
    lastWords,
    // Codex gives up after 300 s without an event with data. It ignores unknown types, but the SDK doesn't.
    signOfLife: ({ client }) =>
      client === "codex" ? 'event: keepalive\ndata: {"type":"keepalive"}\n\n' : ": keep-alive\n\n",
  });
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  const agent = request.headers.get("originator") ?? request.headers.get("user-agent") ?? "";
  const client = /^codex/i.test(agent) ? "codex" : undefined;
  if (request.method === "GET") {
    const resumes = /\/responses\/[^/]+$/.test(pathOf(request)) &&
      new URL(request.url).searchParams.get("stream") === "true";
    return resumes ? { format: NAME, durable: true, client } : undefined;
  }
  const body = posted(request, /\/responses$/);
  if (body?.stream !== true) return undefined;
  const stream = asked(NAME, body);
  // These models take minutes at any effort, as OpenAI says.
  const effort = /-pro\b|deep-research/.test(stream.model ?? "") ? "max" : stream.effort;
  return { ...stream, effort, durable: body.background === true, client };
}

function classifyDurable(json: JsonObject, event: string | undefined): Classification {
  const classification = classify(json, event);
  return classification.kind === "prelude" ? CONTENT : classification;
}

function classify(json: JsonObject, event: string | undefined): Classification {
  const { type = event } = json;
  const { error, status } = Object(json.response) as JsonObject;
  if (type === "error") return failureOf(json.error ?? json);
  if (type === "response.failed" || ENDS.includes(type) && status === "failed") return failureOf(error ?? {});
  if (ENDS.includes(type)) return END;
  if (PRELUDES.includes(type)) return PRELUDE;
  if (type === "response.output_item.added") return isShell(json.item) ? PRELUDE : CONTENT;
  if (type === "response.content_part.added" || type === "response.reasoning_summary_part.added") {
    return saysSomething(json.part) ? CONTENT : PRELUDE;
  }
  if (json.type === undefined && json.error) return failureOf(json.error);
  if (json.delta === "") return PRELUDE;
  return textOf(type).startsWith("response.") ? CONTENT : UNKNOWN;
}

/** Returns whether an event announces an item without content. The item of a tool is content. */
function isShell(item: unknown): boolean {
  const { type, content, summary, encrypted_content } = Object(item) as JsonObject;
  return (type === "message" || type === "reasoning") && !saysSomething([content, summary, encrypted_content]);
}

/**
 * The SDKs throw on `error`: some versions if it's flat, others if it's nested. Codex reads `response.failed` only, on
 * which the SDK's helper throws, since it has no response. It has the number of the last event, so that a client that
 * resumes behind it misses no event.
 */
function lastWords({ code, message, sequence = 0 }: LastWords, { client }: StreamRequest): string {
  const error = { code, message };
  const numbered = { sequence_number: sequence };
  const response = {
    id: "",
    object: "response",
    status: "failed",
    error,
    incomplete_details: null,
    output: [],
    usage: null,
  };
  const failed = { type: "response.failed", ...numbered, response };
  if (client === "codex") return `event: response.failed\ndata: ${JSON.stringify(failed)}\n\n`;
  const flat = { ...error, param: null };
  const both = { type: "error", ...numbered, ...flat, error: { type: "server_error", ...flat } };
  return `event: error\ndata: ${JSON.stringify(both)}\n\n`;
}
