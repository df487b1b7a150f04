import type { ChatUser } from "./chat_user.ts";
import { TIMES } from "./schedule.ts";

/** Calls that are sent to one proxy. */
export interface Load {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Tells the upstream how to answer a call. */
  readonly user: (call: number) => ChatUser;
  readonly calls: number;
  /** Calls under way at once. */
  readonly streams: number;
  /** Events of each answer. */
  readonly events: number;
  /**
   * Milliseconds over which the first calls of the streams are spread, so that they are not all at the same point.
   *
   * @default {0}
   */
  readonly spread?: number;
}

/** What became of them. */
export interface LoadResult {
  /** Answers that came whole. */
  answered: number;
  /** Milliseconds until the first byte of each call that was answered; of the others, as long as callers wait. */
  readonly waited: number[];
  /** Events a second, over all streams. */
  throughput: number;
}

/** Sends calls, each stream one after the other, and reads their answers to the end. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const { calls, streams, events, spread = 0 } = load;
  const result: LoadResult = { answered: 0, waited: [], throughput: 0 };
  const start = performance.now();
  let next = 0;
  const stream = async (_: unknown, index: number) => {
    if (spread > 0) await new Promise((resolve) => setTimeout(resolve, index / streams * spread));
    while (next < calls) await send(load, next++, result);
  };
  await Promise.all(Array.from({ length: streams }, stream));
  result.throughput = result.answered * events / (performance.now() - start) * 1_000;
  return result;
}

async function send({ url, headers, user, events }: Load, call: number, result: LoadResult): Promise<void> {
  const messages = [{ role: "user", content: "Hello" }];
  const body = { model: "m", user: JSON.stringify(user(call)), max_tokens: events, stream: true, messages };
  const start = performance.now();
  let first: number | undefined;
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer none", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMES.patience),
    });
    // Bytes as they come: what the client does with each is the same for all, but adds to all.
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of response.body ?? []) {
      first ??= performance.now() - start;
      chunks.push(chunk);
    }
    const text = (await new Blob(chunks).text()).trimEnd();
    const isWhole = text.split('"content"').length > events && text.endsWith("[DONE]");
    if (!response.ok || !isWhole) first = undefined;
  } catch {
    first = undefined;
  }
  if (first !== undefined) result.answered++;
  result.waited.push(first ?? TIMES.patience);
}
