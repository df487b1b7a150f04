import { defineEventFormat } from "./define_event_format.ts";
import type { Format } from "./format.ts";
import type { StreamRequest } from "../request/stream_request.ts";
import { type Classification, CONTENT, END, type JsonObject, PRELUDE, UNKNOWN } from "./messages/classify.ts";
import { failureOf } from "./messages/failure_of.ts";
import { asked } from "./request/asked.ts";
import { pathOf, posted } from "./request/posted.ts";
import type { FetchRequest } from "../request/fetch_request.ts";

const NAME = "tgi";

// Each other type means that the server rejects the input.
const PASSING: Readonly<Record<string, number>> = {
  overloaded: 429,
  generation: 424,
  incomplete_generation: 500,
  incomplete_generation_stream: 500,
};

/**
 * Creates the wire format of Text Generation Inference: `POST /generate_stream`, and other paths with `"stream": true`
 * and `inputs`. Its Chat Completions are those of `openaiChat()`.
 *
 * @returns The format, for `formats`.
 * @see {@link https://huggingface.co/docs/text-generation-inference/reference/api_reference}
 *
 * @example A fetch for this API
 * ```ts
 * import { createFetch, tgi } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ formats: [tgi()] });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function tgi(): Format {
  return defineEventFormat({
    name: NAME,
    recognize,
    classifier: () => classify,
    lastWords: ({ code, message }) => `data: ${JSON.stringify({ error: message, error_type: code })}\n\n`,
  });
}

function recognize(request: FetchRequest): StreamRequest | undefined {
  // A quick search, so that other bodies aren't parsed.
  if (!request.text()?.includes('"inputs"')) return undefined;
  const body = posted(request, /(?:)/);
  if (typeof body?.inputs !== "string") return undefined;
  const asks = body.stream === true || pathOf(request).endsWith("/generate_stream");
  // It also streams the reasoning, so there's no long silence.
  return asks ? { ...asked(NAME, body), effort: "low" } : undefined;
}

function classify(json: JsonObject): Classification {
  const { token, generated_text, error, error_type } = json;
  if (error) return classifyError(error, error_type);
  if (typeof generated_text === "string") return END;
  const { text, special } = Object(token) as JsonObject;
  if (typeof text !== "string") return UNKNOWN;
  return special === true || text === "" ? PRELUDE : CONTENT;
}

function classifyError(error: unknown, type: unknown): Classification {
  if (typeof type !== "string") return failureOf(error);
  const status = PASSING[type];
  return { kind: "failure", status: status ?? 422, transient: status !== undefined, code: type };
}
