import { createOpenAI } from "@ai-sdk/openai";
import Anthropic from "@anthropic-ai/sdk";
import { streamText } from "ai";
import assert from "node:assert/strict";
import OpenAI from "openai";
import { anthropicMessage, openaiChat, openaiResponse } from "../../fixtures/llm.ts";
import { breakOff, hang, hangAfterHeaders, stall, trickle } from "../../fixtures/scripts.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

const WORDS = ["Hello", ",", " world"];
const IMPATIENT = { TTFB_TIMEOUT_SECONDS: "0.4" };
const RESTLESS = { STALE_TIMEOUT_SECONDS: "0.4" };
const PROMPT = [{ role: "user" as const, content: "Hi" }];

interface Sdk {
  /** A whole stream in its format. */
  readonly stream: string[];
  /** Yields the words of a stream, as the SDK's own users would read them. */
  ask(url: string): AsyncIterable<string>;
}

const sdks: Record<string, Sdk> = {
  "openai (chat)": {
    stream: openaiChat(WORDS),
    async *ask(url) {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "test-key" });
      const stream = await client.chat.completions.create({ model: "m", messages: PROMPT, stream: true });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) yield chunk.choices[0].delta.content;
    },
  },
  "openai (responses)": {
    stream: openaiResponse(WORDS),
    async *ask(url) {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "test-key" });
      const stream = await client.responses.create({ model: "m", input: "Hi", stream: true });
      for await (const event of stream) if (event.type === "response.output_text.delta") yield event.delta;
    },
  },
  "@anthropic-ai/sdk": {
    stream: anthropicMessage(WORDS),
    async *ask(url) {
      const client = new Anthropic({ baseURL: url, apiKey: "test-key" });
      const stream = await client.messages.create({ model: "m", max_tokens: 9, messages: PROMPT, stream: true });
      for await (const event of stream) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") yield event.delta.text;
      }
    },
  },
  "ai (chat)": { stream: openaiChat(WORDS), ask: (url) => askByAi(url, "chat") },
  "ai (responses)": { stream: openaiResponse(WORDS), ask: (url) => askByAi(url, "responses") },
};

/** The SDKs through the proxy, as they come. */
export function sdkSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  for (const [name, { stream, ask }] of Object.entries(sdks)) {
    for (const [how, script] of Object.entries({ "before headers": hang(), "after headers": hangAfterHeaders() })) {
      test(`under ${name} recovers from a hang ${how}`, [script, trickle(stream, 5)], IMPATIENT, async (bench) => {
        assert.deepEqual(await Array.fromAsync(ask(bench.proxy.url)), WORDS);

        const bodies = bench.upstream.requests.map(({ body }) => body);
        assert.ok(bodies.length > 1);
        assert.equal(new Set(bodies).size, 1);
      });
    }

    // Up to the first word, and into the event with the second.
    const start = stream.findIndex((event) => event.includes('"Hello"')) + 1;
    const whole = stream.slice(0, start).join("");
    const torn = stream[start]?.slice(0, -20) ?? "";
    const breaks = { "breaks off": breakOff([whole, torn]), "goes stale": stall([whole, torn]) };
    for (const [how, script] of Object.entries(breaks)) {
      test(`under ${name} errs where a stream ${how}`, [script], RESTLESS, async ({ proxy, upstream }) => {
        const words: string[] = [];
        const reading = (async () => {
          for await (const word of ask(proxy.url)) words.push(word);
        })();

        await assert.rejects(reading);
        assert.deepEqual(words, ["Hello"]);
        assert.equal(upstream.requests.length, 1);
      });
    }

    test(
      `under ${name} says what ran out, and is not asked again`,
      [hang()],
      { ...IMPATIENT, MAX_ATTEMPTS: "2" },
      async ({ proxy, upstream }) => {
        await assert.rejects(Array.fromAsync(ask(proxy.url)), /timed out/);
        assert.equal(upstream.requests.length, 2);
      },
    );
  }
}

async function* askByAi(url: string, api: "chat" | "responses"): AsyncGenerator<string> {
  const provider = createOpenAI({ baseURL: `${url}/v1`, apiKey: "test-key" });
  // This package heeds no `x-should-retry`. Without `onError`, it prints what its promises reject with as well.
  const { fullStream } = streamText({ model: provider[api]("m"), prompt: "Hi", maxRetries: 0, onError: () => {} });
  for await (const part of fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta") yield part.text;
  }
}
