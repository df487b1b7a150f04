import assert from "node:assert/strict";
import { createFetch, type FetchObserverEvent, timingOf } from "../mod.ts";
import { fakeClock } from "./fixtures/clock.ts";
import { answers, fakeFetch, late, untilAborted } from "./fixtures/fake_fetch.ts";

const UPSTREAM = "http://upstream.test/";

/** Has the library load what hedging takes, in real time. */
async function loadHedging(): Promise<void> {
  await (await createFetch({ fetch: fakeFetch(answers("")), hedge: { after: 1_000 } })(UPSTREAM)).text();
}

for (const status of [429, 500, 503]) {
  Deno.test(`createFetch() hands over no ${status} while a hedged attempt may still answer`, async () => {
    await loadHedging();
    using clock = fakeClock();
    const underneath = fakeFetch(late(30, answers("refused", { status })), late(30, answers("answer")));
    const pending = createFetch({ fetch: underneath, hedge: { after: 20 } })(UPSTREAM);
    await clock.tickAsync(100);
    const response = await pending;

    assert.deepEqual([response.status, await response.text()], [200, "answer"]);
    assert.equal(clock.timers, 0);
  });
}

for (const status of [200, 404, 428, 430, 499]) {
  Deno.test(`createFetch() takes a ${status} for an answer, hedged or not`, async () => {
    await loadHedging();
    using clock = fakeClock();
    const underneath = fakeFetch(late(30, answers("first", { status })), late(30, answers("second")));
    const pending = createFetch({ fetch: underneath, hedge: { after: 20 } })(UPSTREAM);
    await clock.tickAsync(100);
    const response = await pending;

    assert.deepEqual([response.status, await response.text()], [status, "first"]);
  });
}

Deno.test("createFetch() records a hedged attempt that lost with its cutoff and its time", async () => {
  await loadHedging();
  using clock = fakeClock();
  const events: FetchObserverEvent[] = [];
  const underneath = fakeFetch(untilAborted(), late(30, answers("answer")));
  const fetch = createFetch({
    fetch: underneath,
    ttfbTimeout: 1_000,
    retry: { maxAttempts: 2, ttfbGrowth: 3 },
    hedge: { after: 20 },
    onEvent: (event) => events.push(event),
  });
  const pending = fetch(UPSTREAM);
  await clock.tickAsync(100);
  const response = await pending;
  await response.text();
  const attempts = timingOf(response)?.attempts.toSorted((a, b) => a.attempt - b.attempt);

  assert.deepEqual(
    attempts?.map(({ attempt, cutoff, elapsed, outcome, hedge }) => [attempt, cutoff, elapsed, outcome, !!hedge]),
    [
      [1, 1_000, 50, "lost", false],
      [2, 3_000, 30, "response", true],
    ],
  );
  assert.deepEqual(events.map(({ attempt, type }) => [attempt, type]).slice(0, 3), [
    [1, "attempt"],
    [2, "attempt"],
    [1, "lost"],
  ]);
});
