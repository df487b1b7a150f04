import OpenAI from "openai";
import type { Proxied } from "../proxied.ts";
import { type FaultyUser, WORDS } from "./fault.ts";

/** Milliseconds after which nobody waits for an answer any longer. */
export const PATIENCE = 10_000;

/** How a call ended, as OpenAI's SDK shows it to a program. */
export interface FaultyEnd {
  readonly kind: "whole" | "half" | "error" | "waits";
  /** What the program is told, or who answered. */
  readonly what: string;
  /** Seconds until then. */
  readonly seconds: number;
}

/** Makes a call through a proxy, by OpenAI's SDK without retries of its own. */
export async function faultyCall({ url, headers }: Proxied, user: FaultyUser): Promise<FaultyEnd> {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0, defaultHeaders: { ...headers } });
  const signal = AbortSignal.timeout(PATIENCE);
  const start = performance.now();
  const end = (kind: FaultyEnd["kind"], what: string): FaultyEnd => (
    { kind, what, seconds: (performance.now() - start) / 1_000 }
  );
  const body = { model: "m", user: JSON.stringify(user), messages: [{ role: "user" as const, content: "Hi" }] };
  try {
    const { data, response } = await client.chat.completions.create({ ...body, stream: true }, { signal })
      .withResponse();
    let text = "";
    for await (const { choices: [choice] } of data) text += choice?.delta.content ?? "";
    // An SDK ends its loop as if all was well when its caller aborts.
    if (signal.aborted) return end("waits", "");
    return end(text === WORDS.join("") ? "whole" : "half", response.headers.get("x-upstream") ?? "");
  } catch (error) {
    if (signal.aborted) return end("waits", "");
    return end("error", error instanceof OpenAI.APIError && error.status ? String(error.status) : "in the stream");
  }
}
