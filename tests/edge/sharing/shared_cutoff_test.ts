import assert from "node:assert/strict";
import { type AttemptRecord, type FetchRequest, learnedCutoff } from "../../../mod.ts";
import { learnSample, sharedCutoff } from "../../../edge/sharing/shared_cutoff.ts";
import type { SampleEntry } from "../../../edge/sharing/shared_entry.ts";

const REQUEST: FetchRequest = {
  url: "https://upstream.test/v1",
  method: "POST",
  headers: new Headers(),
  bodyBytes: 0,
  text: () => undefined,
  json: () => undefined,
};
const OUTCOMES = ["response", "ttfb", "network", "status"] as const;

/** A cutoff of one sample; what it is once that is known tells whether it was. */
function learner() {
  return learnedCutoff({ minSamples: 1, factor: 1, min: 0, max: 120_000 });
}

function ask(cutoff: ReturnType<typeof learner>): number {
  return cutoff({ attempt: 1, request: REQUEST, bodyBytes: 0, previous: [] });
}

for (const outcome of OUTCOMES) {
  for (const cutoff of [5_000, false] as const) {
    for (const status of [undefined, 200, 429]) {
      Deno.test(`sharedCutoff() passes on what learnedCutoff() learns from ${outcome}, cutoff ${cutoff}, status ${status}`, () => {
        const told: SampleEntry[] = [];
        const own = learner();
        const record: AttemptRecord = { attempt: 1, cutoff, elapsed: 800, outcome, status };
        const before = ask(own);
        sharedCutoff(own, (sample) => told.push(sample)).learn(REQUEST, record);
        const other = learner();
        for (const sample of told) learnSample(other, sample);

        assert.equal(told.length, ask(own) === before ? 0 : 1);
        assert.equal(ask(other), ask(own));
      });
    }
  }
}
