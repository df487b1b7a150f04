import ky from "ky";
import { ofetch } from "ofetch";
import OpenAI from "openai";
import type { Agent, request, RetryAgent } from "undici";
import { createFetch, hedge, learnedCutoff } from "../../mod.ts";
import { OURS, PLAIN } from "./contenders.ts";
import { SPEED, TIMES } from "./schedule.ts";

/** One call, as every contender is to make it. */
export interface ChatCall {
  /** Where an OpenAI client would point its base URL. */
  readonly url: string;
  readonly body: { readonly model: string; readonly user: string; readonly max_tokens: number; readonly stream: true };
  /** Aborts when the caller gives up. */
  readonly signal: AbortSignal;
}

/** Makes a call, and yields its answer as it comes. */
export type Contender = (call: ChatCall) => AsyncIterable<unknown>;

/** The name of the row that the others' tails are held against: the same schedule, but no connection is dead. */
export const HEALTHY = `${PLAIN}, none dead`;

/** The names of this library's rows with options beyond the peers'. */
export const LEARNED = `${OURS}, learned cutoff`;
export const HEDGED = `${OURS}, learned cutoff and hedging`;

/** The names of those that run everywhere, in the tables' order. */
export const EVERYWHERE = [HEALTHY, PLAIN, "ky", "ofetch", "openai", OURS, LEARNED, HEDGED] as const;

/** The name of the one that runs on Node alone. */
export const RETRY_AGENT = "undici RetryAgent";

/** Re-fetches that all are given, the same cutoff, and what they need to re-fetch a POST. */
export const RETRIES = 2;

// Where the first wait between attempts can be set, it runs at the schedule's speed, too.
const FIRST_WAIT = 3;

/** Attempts of the rows that learn: of four connections, one in 625 times all are dead; of three, one in 125, which p99 feels. */
export const LEARNED_ATTEMPTS = 4;

/** Extra requests a call that the row with hedging is allowed. */
export const HEDGE_BUDGET = 0.34;

/**
 * Makes the contenders.
 *
 * @param undici Where that package is, for who asks for it.
 */
export async function recoveryContenders(undici?: string): Promise<Record<string, Contender>> {
  const attempts = { maxAttempts: RETRIES + 1, minDelay: FIRST_WAIT };
  const patient = createFetch({ ttfbTimeout: TIMES.cutoff, retry: attempts });
  const learning = () => learnedCutoff({ min: 1_000 / SPEED, max: TIMES.cutoff });
  const retryOnceMore = { ...attempts, maxAttempts: LEARNED_ATTEMPTS };
  const learned = createFetch({ ttfbTimeout: learning(), retry: retryOnceMore });
  const hedged = createFetch({
    ttfbTimeout: learning(),
    hedge: hedge({ after: "p95", budget: HEDGE_BUDGET }),
    retry: retryOnceMore,
  });
  const timeout = TIMES.cutoff;
  const retry = { limit: RETRIES, methods: ["post" as const], retryOnTimeout: true, delay: () => FIRST_WAIT };
  return {
    [HEALTHY]: fromResponse((url, init) => fetch(url, init)),
    [PLAIN]: fromResponse((url, init) => fetch(url, init)),
    [OURS]: fromResponse((url, init) => patient(url, init)),
    [LEARNED]: fromResponse((url, init) => learned(url, init)),
    [HEDGED]: fromResponse((url, init) => hedged(url, init)),
    ky: fromResponse((url, init) => ky(url, { ...init, timeout, retry })),
    ofetch: fromResponse((url, init) => ofetch.raw(url, { ...init, responseType: "stream", timeout, retry: RETRIES })),
    openai: byOpenAI,
    ...(undici && { [RETRY_AGENT]: await byRetryAgent(undici) }),
  };
}

function fromResponse(fetch: (url: string, init: RequestInit) => Promise<Response>): Contender {
  return async function* ({ url, body, signal }) {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body), signal };
    const response = await fetch(`${url}/chat/completions`, init);
    yield* response.body ?? [];
  };
}

async function* byOpenAI({ url, body, signal }: ChatCall): AsyncIterable<unknown> {
  const client = new OpenAI({ baseURL: url, apiKey: "none", timeout: TIMES.cutoff, maxRetries: RETRIES });
  const messages = [{ role: "user" as const, content: "Hello" }];
  yield* await client.chat.completions.create({ ...body, messages }, { signal });
}

interface Undici {
  Agent: typeof Agent;
  RetryAgent: typeof RetryAgent;
  request: typeof request;
}

async function byRetryAgent(path: string): Promise<Contender> {
  const { Agent, RetryAgent, request }: Undici = await import(path);
  const agent = new Agent({ headersTimeout: TIMES.cutoff, bodyTimeout: TIMES.cutoff, connections: null });
  const dispatcher = new RetryAgent(agent, {
    methods: ["POST"],
    maxRetries: RETRIES,
    minTimeout: FIRST_WAIT,
    errorCodes: ["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"],
  });
  return async function* ({ url, body, signal }) {
    const headers = { "content-type": "application/json" };
    const init = { dispatcher, method: "POST" as const, headers, body: JSON.stringify(body), signal };
    yield* (await request(`${url}/chat/completions`, init)).body;
  };
}
