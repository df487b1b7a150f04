import { answers, fakeFetch, manualBody } from "../fixtures/fake_fetch.ts";
import { expectEqual } from "../runtimes/expect.ts";
import { type FaultCase, readError } from "./fault_case.ts";
import { SleepingClock } from "./sleeping_clock.ts";

const HOUR = 3_600_000;

/** A machine that slept finds the chunk that came meanwhile in its socket. */
export const clockFaultCases: readonly FaultCase[] = [
  {
    name: "a jump of the clock over the first-byte cutoff loses no byte that waits",
    async run({ createFetch, timingOf }) {
      using clock = new SleepingClock();
      const body = manualBody();
      const pending = createFetch({ fetch: fakeFetch(answers(body)), ttfbTimeout: 1_000 })("http://upstream.test/");
      await clock.settle();
      clock.sleep(HOUR);
      body.push("first");
      body.end();
      const response = await pending;

      expectEqual(await response.text(), "first");
      expectEqual(timingOf(response)?.attempts.length, 1);
    },
  },
  {
    name: "a jump of the clock over the stale cutoff loses no chunk that waits",
    async run({ createFetch }) {
      using clock = new SleepingClock();
      const body = manualBody();
      const underneath = fakeFetch(answers(body));
      const pending = createFetch({ fetch: underneath, staleTimeout: 1_000 })("http://upstream.test/");
      body.push("first ");
      const text = (await pending).text();
      await clock.settle();
      clock.sleep(HOUR);
      body.push("second");
      body.end();

      expectEqual(await text, "first second");
      expectEqual([underneath.calls.length, clock.timers], [1, 0]);
    },
  },
  {
    name: "silence after a jump of the clock errors the body all the same",
    async run({ createFetch, TimeoutError }) {
      using clock = new SleepingClock();
      const body = manualBody();
      const pending = createFetch({ fetch: fakeFetch(answers(body)), staleTimeout: 1_000 })("http://upstream.test/");
      body.push("first");
      const outcome = readError(await pending);
      await clock.settle();
      clock.sleep(HOUR);
      clock.sleep(1_000);
      const error = await outcome;

      expectEqual(error instanceof TimeoutError && error.phase, "stale");
    },
  },
];
