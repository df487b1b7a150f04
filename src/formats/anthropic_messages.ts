import { defineEventFormat } from "./define_event_format.ts";
import type { Format, LastWords } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { type Classification, CONTENT, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { failureOf } from "./messages/failure_of.ts";
import { saysSomething } from "./messages/says_something.ts";
import { asked } from "./request/asked.ts";
import { pathOf, posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "anthropic-messages";

const PRELUDES: readonly unknown[] = ["ping", "content_block_stop"];

const ERROR_TYPES: Readonly<Record<number, string>> = {
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/**
 * Creates the wire format of Anthropic's Messages API: `POST /v1/messages` with `"stream": true`, and Vertex'
 * `:streamRawPredict`.
 *
 * A `stop_reason` is an end, and so is `message_stop`. Anthropic may add events: unknown ones are content, as in every
 * format.
 *
 * @returns The format, for `formats`.
 * @see {@link https://docs.anthropic.com/en/docs/build-with-claude/streaming}
 *
 * @example A fetch for this API
 * ```ts
 * import { anthropicMessages, createFetch } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [anthropicMessages()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function anthropicMessages(): Format {
  return defineEventFormat({
    name: NAME,
    recognize,
    classifier: () => classify,
    lastWords,
    // The API's own event. It may come anywhere, and Claude Code counts it as a sign of life.
    signOfLife: () => 'event: ping\ndata: {"type": "ping"}\n\n',
  });
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  const vertex = posted(request, /\/publishers\/anthropic\/models\/[^/]+:streamRawPredict$/);
  if (vertex) return asked(NAME, vertex, /\/models\/([^/]+):/.exec(pathOf(request))?.[1]);
  const body = posted(request, /\/messages$/);
  const isAnthropic = request.headers.has("anthropic-version") || pathOf(request).endsWith("/v1/messages");
  return body?.stream === true && isAnthropic ? asked(NAME, body) : undefined;
}

function classify(json: JsonObject, event: string | undefined): Classification {
  const { type = event, message, content_block, delta } = json;
  if (type === "error" || type === undefined && json.error) return failureOf(json.error ?? json);
  if (type === "message_stop") return END;
  if (PRELUDES.includes(type)) return PRELUDE;
  if (type === "message_start") return saysSomething(Object(message).content) ? CONTENT : PRELUDE;
  if (type === "message_delta") return Object(delta).stop_reason ? END : PRELUDE;
  if (type === "content_block_start") return isShell(content_block) ? PRELUDE : CONTENT;
  if (type === "content_block_delta") return saysSomething(delta) ? CONTENT : PRELUDE;
  return typeof type === "string" ? CONTENT : UNKNOWN;
}

/** Returns whether an event announces a block without content. The block of a tool is content. */
function isShell(block: unknown): boolean {
  const { type } = Object(block);
  return (type === "text" || type === "thinking") && !saysSomething(block);
}

function lastWords({ code, message, status }: LastWords): string {
  const error = { type: ERROR_TYPES[status] ?? "api_error", message, code };
  return `event: error\ndata: ${JSON.stringify({ type: "error", error, request_id: null })}\n\n`;
}
