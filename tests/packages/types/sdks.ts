// Hands it to SDKs and clients, wherever they take a `fetch`.
import { createOpenAI } from "@ai-sdk/openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import Groq from "groq-sdk";
import { proxy } from "hono/proxy";
import ky from "ky";
import OpenAI from "openai";
import { createFetch, type Fetch, llm } from "@firstbyte/fetch";

const fetch: Fetch = createFetch(llm());

export const clients = [
  new OpenAI({ fetch, apiKey: "KEY" }),
  new Anthropic({ fetch, apiKey: "KEY" }),
  new Groq({ fetch, apiKey: "KEY" }),
  new GoogleGenAI({ apiKey: "KEY", httpOptions: { fetch } }),
  createOpenAI({ fetch, apiKey: "KEY" }),
  ky.create({ fetch }),
];

/** Answers as another server does. */
export function proxied(): Promise<Response> {
  return proxy("https://example.com/", { customFetch: fetch });
}
