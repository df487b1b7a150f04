import type { AttemptRecord, CutoffContext, CutoffFunction, FetchRequest } from "../../mod.ts";
import type { SampleEntry } from "./shared_entry.ts";

/** A cutoff that learns. */
export type Learner = CutoffFunction & Required<Pick<CutoffFunction, "learn">>;

/** Tells whether a `ttfbTimeout` learns. */
export function isLearner(ttfbTimeout: unknown): ttfbTimeout is Learner {
  return typeof ttfbTimeout === "function" && "learn" in ttfbTimeout;
}

/**
 * Makes a cutoff that tells others what it learns.
 *
 * @param cutoff One that knows requests by their origin.
 * @param tell Is given each sample.
 */
export function sharedCutoff(cutoff: Learner, tell: (sample: SampleEntry) => void): Learner {
  function learn(request: FetchRequest, record: AttemptRecord): void {
    cutoff.learn(request, record);
    const { elapsed, outcome, status = 0 } = record;
    // As `learnedCutoff()`: how fast an error comes says nothing of an answer; one without a cutoff waits for the whole of it.
    const isError = outcome === "network" || outcome === "status" || status >= 400;
    if (!isError && record.cutoff !== false) {
      tell({ type: "sample", key: new URL(request.url).origin, elapsed, answered: outcome === "response" });
    }
  }
  return Object.assign((context: CutoffContext) => cutoff(context), { learn });
}

/** Teaches a cutoff what another proxy learned of an origin. */
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
