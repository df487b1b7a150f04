import type { Format } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { type Classification, CONTENT, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { createJudge } from "./messages/create_judge.ts";
import { failureOf } from "./messages/failure_of.ts";
import { lineMessages } from "./messages/line_messages.ts";
import { mediaType } from "./messages/media_type.ts";
import { saysSomething } from "./messages/says_something.ts";
import { asked } from "./request/asked.ts";
import { posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "ollama";

// Twice the five minutes that Ollama itself gives a model to load.
const LOADING = 600_000;

// Members of every message that aren't part of the answer.
const LABELS = ["model", "created_at", "remote_model", "remote_host", "done_reason"];

/**
 * Creates the wire format of Ollama's `POST /api/chat` and `/api/generate`: lines of JSON, streamed unless
 * `"stream": false`.
 *
 * The first content has ten minutes: Ollama stops loading a model when its client leaves, so a shorter cutoff would
 * restart the load at each attempt, and never see its end.
 *
 * Other servers have a path `/api/chat`, too, such as most applications that use the AI SDK. Without `"stream": true`,
 * a request is recognized only by Ollama's port, host, client or options.
 *
 * @returns The format, for `formats`.
 * @see {@link https://docs.ollama.com/api}
 *
 * @example A fetch for this API
 * ```ts
 * import { createFetch, ollama } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [ollama()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function ollama(): Format {
  const framing: Format["framing"] = (response) =>
    /^$|^application\/(x-)?(ndjson|jsonl|jsonlines)$/.test(mediaType(response) ?? "none") ? "lines" : undefined;
  return {
    name: NAME,
    greetsEarly: false,
    recognize,
    contentTimeout: () => LOADING,
    framing,
    judge: (_, response) => framing(response) && createJudge({ reader: lineMessages(), classify }),
    lastWords: (framing, { message }) => framing === "lines" ? JSON.stringify({ error: message }) + "\n" : undefined,
    signOfLife: (framing, { model = "" }) => framing === "lines" ? emptyChunk(model) : undefined,
  };
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  const body = posted(request, /\/api\/(chat|generate)$/);
  if (!body || body.stream === false || typeof body.model !== "string") return undefined;
  return body.stream === true || isOllamas(request, body) ? asked(NAME, body) : undefined;
}

function isOllamas({ url, headers }: FetchRequest, body: JsonObject): boolean {
  const { host } = new URL(url);
  return /ollama|:11434$/.test(host) || /^ollama/i.test(headers.get("user-agent") ?? "") ||
    "keep_alive" in body || "think" in body || "num_ctx" in Object(body.options);
}

function classify(json: JsonObject): Classification {
  if (json.error) return failureOf(json.error);
  if (json.done === true) return END;
  if (json.done !== false) return UNKNOWN;
  return saysSomething(json, LABELS) ? CONTENT : PRELUDE;
}

/** Returns a chunk without content, valid in both APIs. On a blank line, the SDK prints a warning. */
function emptyChunk(model: string): string {
  const message = { role: "assistant", content: "" };
  return JSON.stringify({ model, created_at: "1970-01-01T00:00:00Z", message, response: "", done: false }) + "\n";
}
