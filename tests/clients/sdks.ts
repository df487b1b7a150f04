import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { Mistral } from "@mistralai/mistralai";
import { HTTPClient } from "@mistralai/mistralai/lib/http.js";
import { type LanguageModel, streamText } from "ai";
import { CohereClientV2 } from "cohere-ai";
import Groq from "groq-sdk";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { anthropicMessages } from "../../src/formats/anthropic_messages.ts";
import { cohere } from "../../src/formats/cohere.ts";
import type { Format } from "../../src/formats/format.ts";
import { gemini } from "../../src/formats/gemini.ts";
import { geminiInteractions } from "../../src/formats/gemini_interactions.ts";
import { ollama } from "../../src/formats/ollama.ts";
import { openaiChat } from "../../src/formats/openai_chat.ts";
import { openaiResponses } from "../../src/formats/openai_responses.ts";
import {
  anthropicStream,
  chatStream,
  cohereStream,
  geminiStream,
  interactionsStream,
  type MakeStream,
  mistralStream,
  ollamaStream,
  responsesStream,
} from "../fixtures/llm_streams.ts";

type Fetch = typeof globalThis.fetch;

/** An official SDK, or one that many use, in the way that its users stream with it. */
export interface Sdk {
  readonly name: string;
  readonly format: Format;
  readonly stream: MakeStream;
  /** Asks for a stream of words; what went wrong is thrown. */
  ask(url: string, fetch: Fetch): AsyncIterable<string>;
  /** Whether it lets the message of a broken stream through to what it throws. */
  readonly tells: boolean;
}

const messages = [{ role: "user" as const, content: "Hi" }];
const model = "gpt-4o";
const openai = (url: string, fetch: Fetch) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: "test-key", fetch, maxRetries: 0 });
const anthropic = (url: string, fetch: Fetch) =>
  new Anthropic({ baseURL: url, apiKey: "test-key", fetch, maxRetries: 0 });

/** Each asks once: what is retried is retried underneath. */
export const SDKS: readonly Sdk[] = [
  {
    name: "openai, Responses",
    format: openaiResponses(),
    stream: responsesStream,
    tells: true,
    async *ask(url, fetch) {
      const events = await openai(url, fetch).responses.create({ model, input: "Hi", stream: true });
      for await (const event of events) if (event.type === "response.output_text.delta") yield event.delta;
    },
  },
  {
    name: "openai, responses.stream()",
    format: openaiResponses(),
    stream: responsesStream,
    tells: true,
    async *ask(url, fetch) {
      for await (const event of openai(url, fetch).responses.stream({ model, input: "Hi" })) {
        if (event.type === "response.output_text.delta") yield event.delta;
      }
    },
  },
  {
    name: "openai, Chat",
    format: openaiChat(),
    stream: chatStream,
    tells: true,
    async *ask(url, fetch) {
      const chunks = await openai(url, fetch).chat.completions.create({ model, messages, stream: true });
      for await (const { choices: [choice] } of chunks) if (choice?.delta.content) yield choice.delta.content;
    },
  },
  {
    name: "openai, chat.completions.stream()",
    format: openaiChat(),
    stream: chatStream,
    tells: true,
    async *ask(url, fetch) {
      for await (const { choices: [choice] } of openai(url, fetch).chat.completions.stream({ model, messages })) {
        if (choice?.delta.content) yield choice.delta.content;
      }
    },
  },
  {
    name: "groq-sdk",
    format: openaiChat(),
    stream: chatStream,
    tells: true,
    async *ask(url, fetch) {
      const client = new Groq({ baseURL: url, apiKey: "test-key", fetch, maxRetries: 0 });
      const chunks = await client.chat.completions.create({ model, messages, stream: true });
      for await (const { choices: [choice] } of chunks) if (choice?.delta.content) yield choice.delta.content;
    },
  },
  {
    name: "@mistralai/mistralai",
    format: openaiChat(),
    stream: mistralStream,
    tells: false,
    async *ask(url, fetch) {
      // It clones the request before each attempt, so that it can be given as it is.
      const httpClient = new HTTPClient({ fetcher: (input, init) => fetch(input, init) });
      const client = new Mistral({ serverURL: url, apiKey: "test-key", httpClient, retryConfig: { strategy: "none" } });
      const events = await client.chat.stream({ model: "mistral-small", messages });
      for await (const { data: { choices: [choice] } } of events) {
        if (typeof choice?.delta.content === "string" && choice.delta.content) yield choice.delta.content;
      }
    },
  },
  {
    name: "@anthropic-ai/sdk",
    format: anthropicMessages(),
    stream: anthropicStream,
    tells: true,
    async *ask(url, fetch) {
      const body = { model: "claude-haiku-4-5", max_tokens: 9, messages, stream: true } as const;
      for await (const event of await anthropic(url, fetch).messages.create(body)) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") yield event.delta.text;
      }
    },
  },
  {
    name: "@anthropic-ai/sdk, messages.stream()",
    format: anthropicMessages(),
    stream: anthropicStream,
    tells: true,
    async *ask(url, fetch) {
      const body = { model: "claude-haiku-4-5", max_tokens: 9, messages };
      for await (const event of anthropic(url, fetch).messages.stream(body)) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") yield event.delta.text;
      }
    },
  },
  {
    name: "@google/genai",
    format: gemini(),
    stream: geminiStream,
    tells: true,
    async *ask(url, fetch) {
      const client = new GoogleGenAI({ apiKey: "test-key", httpOptions: { baseUrl: url, fetch } });
      const chunks = await client.models.generateContentStream({ model: "gemini-2.0-flash", contents: "Hi" });
      for await (const { text } of chunks) if (text) yield text;
    },
  },
  {
    name: "@google/genai, Interactions",
    format: geminiInteractions(),
    stream: interactionsStream,
    tells: false,
    async *ask(url, fetch) {
      const client = new GoogleGenAI({ apiKey: "test-key", httpOptions: { baseUrl: url, fetch } });
      const body = { model: "gemini-2.0-flash", input: "Hi", stream: true } as const;
      for await (const event of await client.interactions.create(body, { maxRetries: 0 })) {
        if (event.event_type === "step.delta" && event.delta.type === "text") yield event.delta.text ?? "";
      }
    },
  },
  {
    name: "ollama",
    format: ollama(),
    stream: ollamaStream,
    tells: true,
    async *ask(url, fetch) {
      for await (
        const { message } of await new Ollama({ host: url, fetch }).chat({ model: "llama3.2", messages, stream: true })
      ) {
        if (message.content) yield message.content;
      }
    },
  },
  {
    name: "cohere-ai",
    format: cohere(),
    stream: cohereStream,
    tells: false,
    async *ask(url, fetch) {
      const client = new CohereClientV2({ environment: url, token: "test-key", fetch, maxRetries: 0 });
      for await (const event of await client.chatStream({ model: "command-r", messages })) {
        if (event.type === "content-delta") yield event.delta?.message?.content?.text ?? "";
      }
    },
  },
  ofAi(
    "openai",
    openaiResponses(),
    responsesStream,
    (url, fetch) => createOpenAI({ baseURL: `${url}/v1`, apiKey: "test-key", fetch })(model),
  ),
  ofAi(
    "anthropic",
    anthropicMessages(),
    anthropicStream,
    (url, fetch) => createAnthropic({ baseURL: `${url}/v1`, apiKey: "test-key", fetch })("claude-haiku-4-5"),
  ),
  ofAi(
    "google",
    gemini(),
    geminiStream,
    (url, fetch) =>
      createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: "test-key", fetch })("gemini-2.0-flash"),
  ),
];

function ofAi(
  name: string,
  format: Format,
  stream: MakeStream,
  make: (url: string, fetch: Fetch) => LanguageModel,
): Sdk {
  return {
    name: `ai, ${name}`,
    format,
    stream,
    tells: true,
    async *ask(url, fetch) {
      // Without `onError`, it prints what its promises reject with as well.
      const { fullStream } = streamText({ model: make(url, fetch), prompt: "Hi", maxRetries: 0, onError: () => {} });
      for await (const part of fullStream) {
        if (part.type === "error") throw part.error;
        if (part.type === "text-delta") yield part.text;
      }
    },
  };
}
