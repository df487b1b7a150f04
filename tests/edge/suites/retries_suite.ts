import { createOpenAI } from "@ai-sdk/openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { Mistral } from "@mistralai/mistralai";
import { streamText } from "ai";
import { CohereClientV2 } from "cohere-ai";
import Groq from "groq-sdk";
import assert from "node:assert/strict";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { hang } from "../../fixtures/scripts.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const messages = [{ role: "user" as const, content: "Hi" }];
const model = "gpt-4o";
const apiKey = "test-key";

/** Ways to ask for a stream, with the retries that each SDK makes by itself, and the status that it's told. */
const ASKS: Record<string, [status: number, ask: (url: string) => Promise<unknown>]> = {
  openai: [504, (url) => {
    return new OpenAI({ baseURL: `${url}/v1`, apiKey }).chat.completions.create({ model, messages, stream: true });
  }],
  "@anthropic-ai/sdk": [504, (url) => {
    return new Anthropic({ baseURL: url, apiKey }).messages.create({ model, max_tokens: 9, messages, stream: true });
  }],
  "groq-sdk": [504, (url) => {
    return new Groq({ baseURL: url, apiKey }).chat.completions.create({ model, messages, stream: true });
  }],
  "@google/genai": [504, (url) => google(url).models.generateContentStream({ model, contents: "Hi" })],
  "@google/genai, Interactions": [424, async (url) => {
    return await google(url).interactions.create({ model: "gemini-2.0-flash", input: "Hi", stream: true });
  }],
  "@mistralai/mistralai": [504, (url) => new Mistral({ serverURL: url, apiKey }).chat.stream({ model, messages })],
  "cohere-ai": [424, async (url) => {
    return await new CohereClientV2({ environment: url, token: apiKey }).chatStream({ model, messages });
  }],
  ollama: [504, (url) => new Ollama({ host: url }).chat({ model, messages, stream: true })],
  ai: [424, async (url) => {
    const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey });
    const { fullStream } = streamText({ model: openai(model), prompt: "Hi", onError: () => {} });
    for await (const part of fullStream) if (part.type === "error") throw part.error;
  }],
};

/** Clients whose own retries don't multiply those of the proxy. */
export function retriesSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);
  const impatient = { TTFB_TIMEOUT_SECONDS: "0.1", CONTENT_TIMEOUT_SECONDS: "0.1", MAX_ATTEMPTS: "2" };

  for (const [name, [status, ask]] of Object.entries(ASKS)) {
    test(`gets one request from ${name}, and answers ${status}`, [hang()], impatient, async ({ proxy }) => {
      await assert.rejects(ask(proxy.url));

      const [line] = await proxy.log.lines(1);
      assert.deepEqual([line?.status, line?.attempts], [status, 2]);
      assert.equal(proxy.log.text.length, 1);
    });
  }
}

function google(url: string): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } });
}
