import { createFetch, hedge, openaiChat, openaiResponses, resumeResponses } from "../../mod.ts";
import { type Contender, makeCall, type Outcome } from "./call.ts";
import { Plan } from "./plan.ts";
import { startProxy } from "./proxy.ts";
import { CALL_GAP, CONTENT_TIMEOUT, MIN_DELAY, PLAIN_TIMEOUT, TTFB_TIMEOUT } from "./scale.ts";
import { summarize, type Summary } from "./summary.ts";
import { startUpstream } from "./upstream.ts";

/** Options for {@linkcode race}. */
export interface RaceOptions {
  /** Calls that each contender makes. */
  calls: number;
  /** What the stalls are drawn by. */
  seed: number;
  /** Is called when a contender starts. Returns a function that is called at the end of each of its calls. */
  onStart: (name: string) => () => void;
}

/** Lets plain `fetch`, `createFetch`, hedged or not, and the proxy make the same calls at the same time. */
export async function race({ calls, seed, onStart }: RaceOptions): Promise<Summary[]> {
  await using upstream = await startUpstream(new Plan(calls, seed));
  await using proxy = startProxy(upstream.url);
  const options = {
    ttfbTimeout: TTFB_TIMEOUT,
    contentTimeout: CONTENT_TIMEOUT,
    formats: [openaiChat(), openaiResponses()],
    resume: [resumeResponses()],
    retry: { minDelay: MIN_DELAY },
  };
  const contenders: Contender[] = [
    { name: "plain fetch", fetch, url: upstream.url, signal: () => AbortSignal.timeout(PLAIN_TIMEOUT) },
    { name: "createFetch", fetch: createFetch(options), url: upstream.url },
    {
      name: "hedged",
      fetch: createFetch({ ...options, hedge: hedge({ after: "p95", budget: 0.34 }) }),
      url: upstream.url,
    },
    { name: "proxy", fetch, url: proxy.url },
  ];
  return await Promise.all(contenders.map(async (contender) => {
    const { name } = contender;
    const outcomes = await makeCalls(contender, calls, onStart(name));
    return summarize(name, outcomes, upstream.requests(name));
  }));
}

/** Makes calls one after the other, without waiting for their answers. */
async function makeCalls(contender: Contender, calls: number, onEnd: () => void): Promise<Outcome[]> {
  const running: Promise<Outcome>[] = [];
  for (let call = 0; call < calls; call++) {
    running.push(makeCall(contender, call).finally(onEnd));
    await new Promise((resolve) => setTimeout(resolve, CALL_GAP));
  }
  return await Promise.all(running);
}
