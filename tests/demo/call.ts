import { events } from "../../mod.ts";
import { isBackground } from "./plan.ts";
import type { DemoRequest } from "./upstream.ts";

/** Who makes calls, and through what. */
export interface Contender {
  readonly name: string;
  readonly fetch: typeof globalThis.fetch;
  /** Where an OpenAI client would point its base URL. */
  readonly url: string;
  /** Makes the signal of a call, where it needs one. */
  readonly signal?: () => AbortSignal;
}

/** What became of a call. */
export interface Outcome {
  /** Whether its answer came whole, broke off, or never came. */
  readonly result: "answered" | "broken" | "silent";
  /** Milliseconds until its first word came, or it was given up. */
  readonly waited: number;
}

/**
 * Makes a call, and reads its answer to the end.
 *
 * @param contender Who makes it.
 * @param call Its number, from `0`.
 */
export async function makeCall({ name, fetch, url, signal }: Contender, call: number): Promise<Outcome> {
  const start = performance.now();
  let waited: number | undefined;
  let answered = false;
  try {
    const response = await fetch(`${url}/v1/${isBackground(call) ? "responses" : "chat/completions"}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(requestOf(name, call)),
      signal: signal?.(),
    });
    for await (const { event, data } of events(response)) {
      if (/"(delta|content)":"[^"]/.test(data)) waited ??= performance.now() - start;
      answered ||= event === "response.completed" || data === "[DONE]";
    }
    // Used to the end: Deno forgets to abort the body of a response that it has garbage-collected.
    answered &&= response.ok;
  } catch {
    // Not answered; how long that took is what counts here.
  }
  const result = answered ? "answered" : waited === undefined ? "silent" : "broken";
  return { result, waited: waited ?? performance.now() - start };
}

function requestOf(via: string, call: number): DemoRequest {
  const shared = { model: "demo", stream: true, metadata: { call: `${call}`, via } } as const;
  const content = `Question ${call + 1}`;
  if (isBackground(call)) return { ...shared, input: content, background: true };
  return { ...shared, messages: [{ role: "user", content }] };
}
