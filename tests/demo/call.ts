import { events } from "../../mod.ts";
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
  /** Whether its answer came, whole. */
  readonly answered: boolean;
  /** Milliseconds until its first event came, or it was given up. */
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
    const response = await fetch(`${url}/v1/responses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(requestOf(name, call)),
      signal: signal?.(),
    });
    for await (const { event } of events(response)) {
      waited ??= performance.now() - start;
      answered ||= event === "response.completed";
    }
    // Used to the end: Deno forgets to abort the body of a response that it has garbage-collected.
    answered &&= response.ok;
  } catch {
    // Not answered; how long that took is what counts here.
  }
  return { answered, waited: waited ?? performance.now() - start };
}

function requestOf(via: string, call: number): DemoRequest {
  return { model: "demo", input: `Question ${call + 1}`, stream: true, metadata: { call: `${call}`, via } };
}
