import type { FetchOptions } from "../options/fetch_options.ts";
import { anthropicMessages } from "./anthropic_messages.ts";
import { bedrock } from "./bedrock.ts";
import { cohere } from "./cohere.ts";
import { geminiInteractions } from "./gemini_interactions.ts";
import { gemini } from "./gemini.ts";
import { ollama } from "./ollama.ts";
import { openaiChat } from "./openai_chat.ts";
import { openaiResponses } from "./openai_responses.ts";
import { tgi } from "./tgi.ts";

/**
 * Returns the options of a `createFetch` for calls to large language models: all wire formats, with cutoffs by size and
 * effort, and the statuses that the SDKs retry.
 *
 * The statuses are those of OpenAI's and Anthropic's SDKs (408, 409, 429 and all from 500 on), as far as servers and
 * gateways send them: 520 to 524 are Cloudflare's, 529 is Anthropic's. A failure that a stream reports before its first
 * content counts as one of them.
 *
 * @returns The options. Pass them as they are, or spread them and add others.
 * @see {@link https://github.com/openai/openai-node#retries}
 * @see {@link https://github.com/anthropics/anthropic-sdk-typescript#retries}
 *
 * @example Calls to any model
 * ```ts
 * import { createFetch, llm } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ ...llm(), staleTimeout: 60_000 });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function llm(): FetchOptions {
  return {
    formats: [
      openaiResponses(),
      openaiChat(),
      anthropicMessages(),
      gemini(),
      geminiInteractions(),
      ollama(),
      cohere(),
      bedrock(),
      // The last one, since it recognizes bodies at any path.
      tgi(),
    ],
    retry: { statusCodes: [408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529] },
  };
}
