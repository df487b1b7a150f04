import { openaiResponse } from "../fixtures/llm.ts";
import { hang, hangAfterHeaders, pause, trickle } from "../fixtures/scripts.ts";
import { type Exchange, scripted, type Upstream } from "../fixtures/upstream.ts";
import type { Plan } from "./plan.ts";
import { WORD_GAP } from "./scale.ts";

const WORDS = "Every byte of this answer comes from one attempt .".split(" ").map((word) => `${word} `);

/** What the demo's upstream reads of a Responses request. */
export interface DemoRequest {
  readonly model: string;
  readonly input: string;
  readonly stream: true;
  readonly metadata: {
    /** Number of the call, from `0`. */
    readonly call: string;
    /** Who makes it. */
    readonly via: string;
  };
}

/**
 * Starts a server of OpenAI Responses streams that stalls by plan.
 *
 * @param plan What becomes of each attempt.
 */
export function startUpstream(plan: Plan): Promise<Upstream> {
  const attempts = new Map<string, number>();
  return scripted(async (exchange) => {
    const { call, via } = metadataOf(exchange.request.body);
    const key = `${via}/${call}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const { stall, firstByte } = plan.fate(Number(call), attempt);
    if (stall === "before headers") return hang()(exchange);
    if (stall === "after headers") return hangAfterHeaders()(exchange);
    await answer(exchange, firstByte);
  });
}

/** Returns how many requests came from one who makes calls. */
export function requestsOf({ requests }: Upstream, via: string): number {
  return requests.filter(({ body }) => metadataOf(body).via === via).length;
}

async function answer(exchange: Exchange, firstByte: number): Promise<void> {
  await pause(firstByte, exchange.signal);
  await trickle(openaiResponse(WORDS), WORD_GAP)(exchange);
}

function metadataOf(body: string): DemoRequest["metadata"] {
  return (JSON.parse(body) as DemoRequest).metadata;
}
