import type { AttemptRecord, CutoffContext, CutoffFunction, FetchRequest } from "../../mod.ts";
import type { SampleEntry } from "./shared_entry.ts";

/** A cutoff function that learns. */
export type Learner = CutoffFunction & Required<Pick<CutoffFunction, "learn">>;

/** Checks whether a `ttfbTimeout` learns. */
export function isLearner(ttfbTimeout: unknown): ttfbTimeout is Learner {
  return typeof ttfbTimeout === "function" && "learn" in ttfbTimeout;
}

/**
 * Creates a cutoff that also passes on each sample that it learns from.
 *
 * @param cutoff A cutoff that learns by origin.
 * @param onSample Is called with each sample.
 * @returns The new cutoff.
 */
export function sharedCutoff(cutoff: Learner, onSample: (sample: SampleEntry) => void): Learner {
  function learn(request: FetchRequest, record: AttemptRecord): void {
    cutoff.learn(request, record);
    const { elapsed, outcome, status = 0 } = record;
    // The same rules as in `learnedCutoff()`. The time of an error doesn't tell how long an answer takes. Without a
    // cutoff, the first byte may come only with the whole answer.
    const isError = outcome === "network" || outcome === "status" || status >= 400;
    if (!isError && record.cutoff !== false) {
      onSample({ type: "sample", key: new URL(request.url).origin, elapsed, answered: outcome === "response" });
    }
  }
  return Object.assign((context: CutoffContext) => cutoff(context), { learn });
}

/** Lets a cutoff learn from the sample of another proxy. */
export function learnSample(cutoff: Learner, { key, elapsed, answered }: SampleEntry): void {
  const request: FetchRequest = {
    url: `${key}/`,
    method: "GET",
    headers: new Headers(),
    bodyBytes: 0,
    text: () => undefined,
    json: () => undefined,
  };
  cutoff.learn(request, { attempt: 1, cutoff: elapsed, elapsed, outcome: answered ? "response" : "ttfb" });
}
