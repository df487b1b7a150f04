import { TIMES } from "./schedule.ts";

/** Calls that are sent to one proxy. */
export interface Load {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names the calls for the upstream, which reads in it how to answer. */
  readonly user: (call: number) => string;
  readonly calls: number;
  /** Calls under way at once. */
  readonly streams: number;
  /** Events of each answer. */
  readonly events: number;
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
  const result: LoadResult = { answered: 0, waited: [], throughput: 0 };
  const start = performance.now();
  let next = 0;
  const stream = async () => {
    while (next < load.calls) await send(load, next++, result);
  };
  await Promise.all(Array.from({ length: load.streams }, stream));
  result.throughput = result.answered * load.events / (performance.now() - start) * 1_000;
  return result;
}

async function send({ url, headers, user, events }: Load, call: number, result: LoadResult): Promise<void> {
  const start = performance.now();
  let first: number | undefined;
  try {
    const messages = [{ role: "user", content: "Hello" }];
    const body = { model: "m", user: user(call), max_tokens: events, stream: true, messages };
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer none", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMES.patience),
    });
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      first ??= performance.now() - start;
      text += chunk;
    }
    if (!response.ok || !text.includes("[DONE]")) first = undefined;
  } catch {
    first = undefined;
  }
  if (first !== undefined) result.answered++;
  result.waited.push(first ?? TIMES.patience);
}
