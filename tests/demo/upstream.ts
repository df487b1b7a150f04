import { breakOff, hang, hangAfterHeaders, pause, respond, stall, trickle } from "../fixtures/scripts.ts";
import { type Exchange, type Script, scripted, type Upstream } from "../fixtures/upstream.ts";
import { backgroundAnswer, chatAnswer } from "./answer.ts";
import { isBackground, type Plan } from "./plan.ts";
import { RESUME_GAP, WORD_GAP } from "./scale.ts";

const WORDS = "Every word of this answer comes in its place and once .".split(" ").map((word) => `${word} `);
const LONG = Array.from({ length: 4 }, () => WORDS).flat();
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-max-age": "600",
};
const HEAD = { headers: { ...CORS, "content-type": "text/event-stream" } };

/** What the demo's upstream reads of a request for an answer. */
export interface DemoRequest {
  readonly model: string;
  readonly stream: true;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly input?: string;
  readonly background?: boolean;
  readonly metadata: {
    /** Number of the call, from `0`. */
    readonly call: string;
    /** Who makes it. */
    readonly via: string;
  };
}

/** A request that came. */
export interface Arrival {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Number of the event behind which it asks for the rest of an answer, if it does; that of the first word is `1`. */
  readonly resumesAfter?: number | undefined;
}

/** A server of OpenAI's streams that stalls and breaks by plan; made by {@linkcode startUpstream}. */
export class DemoUpstream implements AsyncDisposable {
  readonly #server: Upstream;
  readonly #arrivals: ReadonlyMap<string, readonly Arrival[]>;

  constructor(server: Upstream, arrivals: ReadonlyMap<string, readonly Arrival[]>) {
    this.#server = server;
    this.#arrivals = arrivals;
  }

  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  get url(): string {
    return this.#server.url;
  }

  /** Returns the requests of a call, in order. */
  arrivals(via: string, call: string): readonly Arrival[] {
    return this.#arrivals.get(`${via}/${call}`) ?? [];
  }

  /** Returns how many requests came from one who makes calls. */
  requests(via: string): number {
    const own = [...this.#arrivals].filter(([key]) => key.startsWith(`${via}/`));
    return own.reduce((sum, [, arrivals]) => sum + arrivals.length, 0);
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
  const arrivals = new Map<string, Arrival[]>();
  // Calls by the ids of their background responses.
  const calls = new Map<string, string>();
  const arrive = (key: string, resumesAfter?: number) => {
    const all = arrivals.get(key) ?? [];
    arrivals.set(key, [...all, { at: Date.now(), resumesAfter }]);
    return all.length + 1;
  };
  const server = await scripted(async (exchange) => {
    const { method, path, body } = exchange.request;
    if (method === "OPTIONS") return respond("", { status: 204, headers: CORS })(exchange);
    if (method === "GET") {
      const { pathname, searchParams } = new URL(path, "http://upstream");
      const id = pathname.slice(pathname.lastIndexOf("/") + 1);
      const after = Number(searchParams.get("starting_after"));
      arrive(calls.get(id) ?? "", after);
      return await goOn(exchange, id, after);
    }
    const { call, via } = (JSON.parse(body) as DemoRequest).metadata;
    const key = `${via}/${call}`;
    const id = `resp_${calls.size}`;
    if (isBackground(Number(call))) calls.set(id, key);
    await answerBy(plan, Number(call), arrive(key), id)(exchange);
  });
  return new DemoUpstream(server, arrivals);
}

function answerBy(plan: Plan, call: number, attempt: number, id: string): Script {
  const fate = plan.fate(call, attempt);
  if (fate.stall === "before headers") return hang();
  if (fate.stall === "after headers") return hangAfterHeaders(HEAD);
  return async (exchange) => {
    await pause(fate.firstByte, exchange.signal);
    const [prelude = "", ...rest] = isBackground(call) ? backgroundAnswer(id, LONG) : chatAnswer(WORDS);
    if (fate.stall) return stall([prelude], HEAD)(exchange);
    if (!isBackground(call)) return trickle([prelude, ...rest], WORD_GAP, HEAD)(exchange);
    await breakHalfway([prelude, ...rest], exchange);
  };
}

async function breakHalfway(events: readonly string[], exchange: Exchange): Promise<void> {
  for (const event of events.slice(0, events.length / 2)) {
    await stall([event], HEAD)(exchange);
    await pause(WORD_GAP, exchange.signal);
  }
  breakOff([], HEAD)(exchange);
}

async function goOn(exchange: Exchange, id: string, startingAfter: number): Promise<void> {
  await pause(RESUME_GAP, exchange.signal);
  await trickle(backgroundAnswer(id, LONG).slice(startingAfter + 1), WORD_GAP, HEAD)(exchange);
}
