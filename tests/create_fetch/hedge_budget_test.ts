import assert from "node:assert/strict";
import { createFetch, hedge, type HedgeOptions } from "../../mod.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { answers, fakeFetch, late } from "../fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

/** Makes calls, one after another, whose every attempt takes as long; returns the requests of each. */
async function requestsOf(options: HedgeOptions, times: readonly number[]): Promise<number[]> {
  using clock = fakeClock();
  let time = 0;
  const underneath = fakeFetch((call) => late(time, answers("answer"))(call));
  const fetch = createFetch({ fetch: underneath, hedge: hedge(options), retry: { maxAttempts: 2 } });
  const requests = [];
  for (time of times) {
    const before = underneath.calls.length;
    const pending = fetch(UPSTREAM);
    await clock.tickAsync(1_000);
    await (await pending).text();
    requests.push(underneath.calls.length - before);
  }
  return requests;
}

for (const [budget, hedged] of [[0, 0], [0.25, 20], [1, 40]] as const) {
  Deno.test(`createFetch() hedges ${hedged} of 40 slow calls within a budget of ${budget}`, async () => {
    const requests = await requestsOf({ after: 20, budget }, Array.from({ length: 40 }, () => 50));

    assert.equal(requests.filter((count) => count === 2).length, hedged);
    // The burst comes first.
    const burst = Math.min(hedged, 10);
    assert.deepEqual(requests.slice(0, burst), Array.from({ length: burst }, () => 2));
  });
}

Deno.test("createFetch() hedges nothing by a percentile until twenty times are known", async () => {
  const quick = (length: number) => Array.from({ length }, () => 10);
  const options = () => ({ after: "p50", budget: 1 }) as const;

  assert.equal((await requestsOf(options(), [...quick(19), 500])).at(-1), 1);
  assert.equal((await requestsOf(options(), [...quick(20), 500])).at(-1), 2);
});
