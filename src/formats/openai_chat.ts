import { defineEventFormat } from "./define_event_format.ts";
import type { Format } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { type Classification, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { failureOf } from "./messages/failure_of.ts";
import { indexesOf } from "./messages/indexes_of.ts";
import { saysSomething } from "./messages/says_something.ts";
import { asked } from "./request/asked.ts";
import { pathOf, posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "openai-chat";

// Also the older `…/completions`, and Mistral's models on Vertex, which have the model in the path.
const PATH = /\/completions$|\/publishers\/mistralai\/models\/[^/]+:streamRawPredict$/;

// Reasons of Mistral, OpenRouter and DeepSeek for an answer that broke off. Every other reason is an end.
const BROKEN: readonly unknown[] = ["error", "insufficient_system_resource"];

/**
 * Creates the wire format of OpenAI's Chat Completions API, and of compatible ones: Azure, DeepSeek, Groq, llama.cpp,
 * Mistral, OpenRouter, TGI, Together, vLLM, xAI and others; also of legacy Completions.
 *
 * Each of these is an end: a `finish_reason`, with or without a following `[DONE]`; `[DONE]` alone; the chunk with the
 * usage. An end by `content_filter` is an end, since another attempt would end the same way. If a request asks for
 * several choices, each has its own end.
 *
 * @returns The format, for `formats`.
 * @see {@link https://platform.openai.com/docs/api-reference/chat-streaming}
 *
 * @example A fetch for this API
 * ```ts
 * import { createFetch, openaiChat } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [openaiChat()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function openaiChat(): Format {
  return defineEventFormat({
    name: NAME,
    recognize,
    classifier: () => classify,
    lastWords({ code, message }) {
      const error = { message, type: "server_error", code, param: null };
      return `data: ${JSON.stringify({ error })}\n\n`;
    },
  });
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  const body = posted(request, PATH);
  if (body?.stream !== true) return undefined;
  const [, model] = /\/models\/([^/]+):/.exec(pathOf(request)) ?? [];
  const prompts = Array.isArray(body.prompt) && typeof body.prompt[0] === "string" ? body.prompt.length : 1;
  const answers = (typeof body.n === "number" ? body.n : 1) * prompts;
  return { ...asked(NAME, body, body.model ?? model), answers: Math.max(1, answers) };
}

function classify(json: JsonObject, event: string | undefined): Classification {
  const { choices, error, usage, x_groq } = json;
  const failure = error || Object(x_groq).error;
  // xAI puts the code beside the text.
  if (failure) return failureOf(typeof failure === "string" ? { ...json, message: failure } : failure);
  if (json.object === "error" || event === "error") return failureOf(json);
  if (!Array.isArray(choices)) return classifyOther(json);
  if (choices.length === 0) return usage ? END : PRELUDE;
  const finished = choices.filter((choice) => Object(choice).finish_reason);
  const broken = finished.find((choice) => BROKEN.includes(choice.finish_reason));
  if (broken) return failureOf({ code: "server_error", ...broken.error });
  if (finished.length > 0) return { kind: "end", answers: indexesOf(finished) };
  return { kind: choices.some(hasContent) ? "content" : "prelude", answers: indexesOf(choices) };
}

/** Classifies a message without choices: a ping, a chunk of llama.cpp's own `/completions`, or one of another API. */
function classifyOther(json: JsonObject): Classification {
  if (json.stop === true) return END;
  return saysSomething(json) ? UNKNOWN : { ...PRELUDE, unknown: true };
}

function hasContent(choice: unknown): boolean {
  const { delta, message, text } = Object(choice) as JsonObject;
  return saysSomething([delta, message, text]);
}
