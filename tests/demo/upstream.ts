import { hang, hangAfterHeaders, pause, respond, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted, type Upstream } from "../fixtures/upstream.ts";
import { answer } from "./answer.ts";
import type { Plan } from "./plan.ts";
import { WORD_GAP } from "./scale.ts";

const WORDS = "Every byte of this answer comes from one attempt .".split(" ").map((word) => `${word} `);
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-max-age": "600",
};

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

/** A server of OpenAI Responses streams that stalls by plan; made by {@linkcode startUpstream}. */
export class DemoUpstream implements AsyncDisposable {
  readonly #server: Upstream;
  readonly #arrivals: ReadonlyMap<string, readonly number[]>;

  constructor(server: Upstream, arrivals: ReadonlyMap<string, readonly number[]>) {
    this.#server = server;
    this.#arrivals = arrivals;
  }

  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  get url(): string {
    return this.#server.url;
  }

  /** Returns when each request of a call came, in milliseconds since the epoch. */
  arrivals(via: string, call: string): readonly number[] {
    return this.#arrivals.get(`${via}/${call}`) ?? [];
  }

  /** Returns how many requests came from one who makes calls. */
  requests(via: string): number {
    const own = [...this.#arrivals].filter(([key]) => key.startsWith(`${via}/`));
    return own.reduce((sum, [, times]) => sum + times.length, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

/**
 * Starts a server whose answers any page may read.
 *
 * @param plan What becomes of each attempt.
 */
export async function startUpstream(plan: Plan): Promise<DemoUpstream> {
  const arrivals = new Map<string, number[]>();
  const server = await scripted(async (exchange) => {
    const { method, body } = exchange.request;
    if (method === "OPTIONS") return respond("", { status: 204, headers: CORS })(exchange);
    const { call, via } = (JSON.parse(body) as DemoRequest).metadata;
    const key = `${via}/${call}`;
    const times = arrivals.get(key) ?? [];
    arrivals.set(key, times);
    times.push(Date.now());
    await answerBy(plan, Number(call), times.length)(exchange);
  });
  return new DemoUpstream(server, arrivals);
}

function answerBy(plan: Plan, call: number, attempt: number): Script {
  const { stall, firstByte } = plan.fate(call, attempt);
  const head = { headers: { ...CORS, "content-type": "text/event-stream" } };
  if (stall === "before headers") return hang();
  if (stall === "after headers") return hangAfterHeaders(head);
  return async (exchange) => {
    await pause(firstByte, exchange.signal);
    await trickle(answer(WORDS), WORD_GAP, head)(exchange);
  };
}
